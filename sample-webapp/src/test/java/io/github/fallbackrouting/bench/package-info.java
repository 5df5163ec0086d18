/** The public failover benchmark: sixteen ways a provider breaks, and what a caller gets then. */
@NullMarked
package io.github.fallbackrouting.bench;

import org.jspecify.annotations.NullMarked;
