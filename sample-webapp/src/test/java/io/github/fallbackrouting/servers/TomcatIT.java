package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatIT extends ServerContract implements OnTomcat {}
