package io.github.fallbackrouting.servers;

/** WildFly (RESTEasy). */
class WildFlyHostIT extends HostContract implements OnWildFly {}
