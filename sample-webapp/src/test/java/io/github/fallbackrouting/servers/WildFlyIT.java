package io.github.fallbackrouting.servers;

/** WildFly (RESTEasy). */
class WildFlyIT extends ServerContract implements OnWildFly {}
