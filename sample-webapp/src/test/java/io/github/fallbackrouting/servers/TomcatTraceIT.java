package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatTraceIT extends TraceContract implements OnTomcat {}
