/** The little we need to know about JSON, without a parser that a server could bring along too: is it whole, is it an error, where is its {@code model}. */
@NullMarked
package io.github.fallbackrouting.json;

import org.jspecify.annotations.NullMarked;
