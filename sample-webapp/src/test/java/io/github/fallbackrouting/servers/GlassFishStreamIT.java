package io.github.fallbackrouting.servers;

/** GlassFish (Jersey). */
class GlassFishStreamIT extends StreamContract implements OnGlassFish {}
