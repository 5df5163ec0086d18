/** Every fault of the wire at every point of an answer, chosen at random: many requests at once, each answer checked. */
@NullMarked
package io.github.fallbackrouting.faults;

import org.jspecify.annotations.NullMarked;
