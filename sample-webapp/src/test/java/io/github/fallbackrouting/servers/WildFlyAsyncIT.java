package io.github.fallbackrouting.servers;

/** WildFly (RESTEasy). */
class WildFlyAsyncIT extends AsyncContract implements OnWildFly {}
