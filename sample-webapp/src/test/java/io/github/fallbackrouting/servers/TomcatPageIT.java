package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatPageIT extends SamplePageContract implements OnTomcat {}
