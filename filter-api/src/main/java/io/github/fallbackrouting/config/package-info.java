/** What the operator says: records, checked when they are made, and the one reader that knows YAML. */
@NullMarked
package io.github.fallbackrouting.config;

import org.jspecify.annotations.NullMarked;
