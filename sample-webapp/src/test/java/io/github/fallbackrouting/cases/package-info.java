/** The behaviour cases of {@code src/test/resources/cases}, each on a real server between real sockets. */
@NullMarked
package io.github.fallbackrouting.cases;

import org.jspecify.annotations.NullMarked;
