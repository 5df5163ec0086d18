package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatStreamIT extends StreamContract implements OnTomcat {}
