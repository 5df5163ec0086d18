package io.github.fallbackrouting.servers;

/** Tomcat 10.1. */
class TomcatAsyncIT extends AsyncContract implements OnTomcat {}
