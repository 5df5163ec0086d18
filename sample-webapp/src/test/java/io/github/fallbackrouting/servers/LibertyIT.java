package io.github.fallbackrouting.servers;

/** Open Liberty (RESTEasy). */
class LibertyIT extends ServerContract implements OnLiberty {}
