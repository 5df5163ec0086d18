package io.github.fallbackrouting.servers;

/** WildFly (RESTEasy). */
class WildFlySecurityIT extends SecurityContract implements OnWildFly {}
