package io.github.fallbackrouting.servers;

/** GlassFish (Jersey). */
class GlassFishHostIT extends HostContract implements OnGlassFish {}
