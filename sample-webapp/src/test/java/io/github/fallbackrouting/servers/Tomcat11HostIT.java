package io.github.fallbackrouting.servers;

/** Tomcat 11. */
class Tomcat11HostIT extends HostContract implements OnTomcat11 {}
