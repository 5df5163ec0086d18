package io.github.fallbackrouting.servers;

/** Jetty 12.1, Jakarta EE 10. */
class JettyFaultIT extends FaultContract implements OnJetty {}
