package io.github.fallbackrouting.servers;

/** Tomcat 11. */
class Tomcat11AsyncIT extends AsyncContract implements OnTomcat11 {}
