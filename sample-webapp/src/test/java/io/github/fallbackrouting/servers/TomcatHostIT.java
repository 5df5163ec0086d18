package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatHostIT extends HostContract implements OnTomcat {}
