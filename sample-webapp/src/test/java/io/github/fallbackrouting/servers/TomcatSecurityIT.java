package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatSecurityIT extends InJvmSecurityContract implements OnTomcat {}
