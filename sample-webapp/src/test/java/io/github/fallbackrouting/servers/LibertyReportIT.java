package io.github.fallbackrouting.servers;

/** Open Liberty (RESTEasy). */
class LibertyReportIT extends ReportContract implements OnLiberty {}
