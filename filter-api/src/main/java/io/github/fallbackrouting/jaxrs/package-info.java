/** The annotation's binding, in plain Jakarta REST. */
@NullMarked
package io.github.fallbackrouting.jaxrs;

import org.jspecify.annotations.NullMarked;
