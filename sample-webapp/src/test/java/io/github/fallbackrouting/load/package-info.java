/** What the filter costs, over real sockets: the sample's endpoint with the filter and without it, in turns. */
@NullMarked
package io.github.fallbackrouting.load;

import org.jspecify.annotations.NullMarked;
