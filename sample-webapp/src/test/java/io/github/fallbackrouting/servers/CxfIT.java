package io.github.fallbackrouting.servers;

/** CXF on Jetty. */
class CxfIT extends ServerContract implements OnCxf {}
