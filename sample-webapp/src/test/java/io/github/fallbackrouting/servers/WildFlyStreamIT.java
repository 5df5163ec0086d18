package io.github.fallbackrouting.servers;

/** WildFly (RESTEasy). */
class WildFlyStreamIT extends StreamContract implements OnWildFly {}
