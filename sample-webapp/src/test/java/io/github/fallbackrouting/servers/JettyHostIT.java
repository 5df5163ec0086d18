package io.github.fallbackrouting.servers;

/** Jetty 12.1, Jakarta EE 10. */
class JettyHostIT extends HostContract implements OnJetty {}
