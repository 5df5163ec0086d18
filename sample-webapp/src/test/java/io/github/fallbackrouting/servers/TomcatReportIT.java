package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatReportIT extends ReportContract implements OnTomcat {}
