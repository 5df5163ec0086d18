package io.github.fallbackrouting.servers;

/** Jetty 12.1, Jakarta EE 10. */
class JettySecurityIT extends InJvmSecurityContract implements OnJetty {}
