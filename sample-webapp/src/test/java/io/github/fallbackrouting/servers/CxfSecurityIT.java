package io.github.fallbackrouting.servers;

/** CXF on Jetty. */
class CxfSecurityIT extends InJvmSecurityContract implements OnCxf {}
