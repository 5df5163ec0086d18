/** Where the routing meets HTTP: capturing the request, holding the answer, putting another in its place. */
@NullMarked
package io.github.fallbackrouting.servlet;

import org.jspecify.annotations.NullMarked;
