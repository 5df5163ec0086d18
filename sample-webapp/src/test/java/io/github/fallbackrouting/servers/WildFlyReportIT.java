package io.github.fallbackrouting.servers;

/** WildFly (RESTEasy). */
class WildFlyReportIT extends ReportContract implements OnWildFly {}
