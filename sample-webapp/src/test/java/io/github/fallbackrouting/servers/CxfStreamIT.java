package io.github.fallbackrouting.servers;

/** CXF on Jetty. */
class CxfStreamIT extends StreamContract implements OnCxf {}
