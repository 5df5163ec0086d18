package io.github.fallbackrouting.servers;

/** Payara Micro (Jersey). */
class PayaraMicroReportIT extends ReportContract implements OnPayaraMicro {}
