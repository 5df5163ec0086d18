/** How we decide, in plain Java: no servlet, no JAX-RS, no clock of its own. */
@NullMarked
package io.github.fallbackrouting.routing;

import org.jspecify.annotations.NullMarked;
