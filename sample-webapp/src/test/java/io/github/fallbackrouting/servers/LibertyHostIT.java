package io.github.fallbackrouting.servers;

/** Open Liberty (RESTEasy). */
class LibertyHostIT extends HostContract implements OnLiberty {}
