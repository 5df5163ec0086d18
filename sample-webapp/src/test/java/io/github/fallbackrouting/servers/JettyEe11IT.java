package io.github.fallbackrouting.servers;

/** Jetty 12.1, Jakarta EE 11. */
class JettyEe11IT extends ServerContract implements OnJettyEe11 {}
