/** What the load benchmark adds to the sample's classes. */
@NullMarked
package io.github.fallbackrouting.load.host;

import org.jspecify.annotations.NullMarked;
