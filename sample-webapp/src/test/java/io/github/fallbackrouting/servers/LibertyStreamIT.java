package io.github.fallbackrouting.servers;

/** Open Liberty (RESTEasy). */
class LibertyStreamIT extends StreamContract implements OnLiberty {}
