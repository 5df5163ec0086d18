package io.github.fallbackrouting.servers;

/** Tomcat 11. */
class Tomcat11IT extends ServerContract implements OnTomcat11 {}
