package io.github.fallbackrouting.servers;

/** Tomcat 11. */
class Tomcat11StreamIT extends StreamContract implements OnTomcat11 {}
