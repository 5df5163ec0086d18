/** Runs the WAR on an embedded Jetty; not part of the WAR. */
@NullMarked
package io.github.fallbackrouting.sample.launch;

import org.jspecify.annotations.NullMarked;
