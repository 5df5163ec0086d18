package io.github.fallbackrouting.servers;

/** CXF on Jetty. */
class CxfAsyncIT extends AsyncContract implements OnCxf {}
