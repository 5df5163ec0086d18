/** What we find in a CDI container; loaded only where its API is there. */
@NullMarked
package io.github.fallbackrouting.report.cdi;

import org.jspecify.annotations.NullMarked;
