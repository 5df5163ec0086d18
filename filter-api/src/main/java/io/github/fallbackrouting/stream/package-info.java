/** Server-sent events: reading, judging, continuing. */
@NullMarked
package io.github.fallbackrouting.stream;

import org.jspecify.annotations.NullMarked;
