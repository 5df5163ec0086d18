package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatFaultIT extends FaultContract implements OnTomcat {}
