package io.github.fallbackrouting.servers;

/** CXF on Jetty. */
class CxfReportIT extends ReportContract implements OnCxf {}
