package io.github.fallbackrouting.servers;

/** GlassFish (Jersey). */
class GlassFishAsyncIT extends AsyncContract implements OnGlassFish {}
