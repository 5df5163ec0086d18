package io.github.fallbackrouting.servers;

/** Open Liberty (RESTEasy). */
class LibertyAsyncIT extends AsyncContract implements OnLiberty {}
