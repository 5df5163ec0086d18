/** What a user names: the filter in {@code web.xml} and the annotation on a resource. */
@NullMarked
package io.github.fallbackrouting;

import org.jspecify.annotations.NullMarked;
