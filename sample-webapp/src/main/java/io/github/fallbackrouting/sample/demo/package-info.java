/** Two deployments that run inside the web application, so that the demo needs neither a key nor a network. */
@NullMarked
package io.github.fallbackrouting.sample.demo;

import org.jspecify.annotations.NullMarked;
