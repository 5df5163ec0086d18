package io.github.fallbackrouting.servers;

/** GlassFish (Jersey). */
class GlassFishSecurityIT extends SecurityContract implements OnGlassFish {}
