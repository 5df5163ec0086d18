package io.github.fallbackrouting.servers;

import org.junit.jupiter.api.Tag;

/** Tomcat 11, Jakarta EE 11. */
@Tag("ee11")
interface OnTomcat11 extends OnTomcat {}
