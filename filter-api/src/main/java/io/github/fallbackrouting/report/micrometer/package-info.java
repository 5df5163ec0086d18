/** What becomes of requests, as meters of Micrometer; the only code that knows it. */
@NullMarked
package io.github.fallbackrouting.report.micrometer;

import org.jspecify.annotations.NullMarked;
