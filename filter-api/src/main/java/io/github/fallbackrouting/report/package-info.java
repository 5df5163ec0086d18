/** What we tell the client about who answered. */
@NullMarked
package io.github.fallbackrouting.report;

import org.jspecify.annotations.NullMarked;
