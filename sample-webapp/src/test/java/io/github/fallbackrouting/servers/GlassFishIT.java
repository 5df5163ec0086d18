package io.github.fallbackrouting.servers;

/** GlassFish (Jersey). */
class GlassFishIT extends ServerContract implements OnGlassFish {}
