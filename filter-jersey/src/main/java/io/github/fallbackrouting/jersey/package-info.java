/** The upstream over jersey-client: one connection per call, streamed both ways, ended at once when nobody wants it any more. */
@NullMarked
package io.github.fallbackrouting.jersey;

import org.jspecify.annotations.NullMarked;
