package io.github.fallbackrouting.servers;

/** Jetty 12.1, EE 10. */
class JettyPageIT extends SamplePageContract implements OnJetty {}
