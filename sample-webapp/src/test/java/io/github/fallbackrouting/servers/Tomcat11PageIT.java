package io.github.fallbackrouting.servers;

/** Tomcat 11. */
class Tomcat11PageIT extends SamplePageContract implements OnTomcat11 {}
