package io.github.fallbackrouting.servers;

/** Jetty 12.1, Jakarta EE 11. */
class JettyEe11HostIT extends HostContract implements OnJettyEe11 {}
