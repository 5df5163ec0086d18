package io.github.fallbackrouting.servers;

/** GlassFish (Jersey). */
class GlassFishReportIT extends ReportContract implements OnGlassFish {}
