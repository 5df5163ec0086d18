/** What every server must do with the filter in it, on a host application that is not the sample. */
@NullMarked
package io.github.fallbackrouting.servers;

import org.jspecify.annotations.NullMarked;
