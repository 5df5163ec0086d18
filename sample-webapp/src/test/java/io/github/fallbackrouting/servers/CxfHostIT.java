package io.github.fallbackrouting.servers;

/** CXF on Jetty. */
class CxfHostIT extends HostContract implements OnCxf {}
