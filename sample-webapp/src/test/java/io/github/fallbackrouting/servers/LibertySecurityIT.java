package io.github.fallbackrouting.servers;

/** Open Liberty (RESTEasy). */
class LibertySecurityIT extends SecurityContract implements OnLiberty {}
