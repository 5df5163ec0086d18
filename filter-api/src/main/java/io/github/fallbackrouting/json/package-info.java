/**
 * The little we need to know about JSON, without a parser that a server could bring along too: is an answer whole and
 * good, what does an error say, and how does a request read with other members.
 */
@NullMarked
package io.github.fallbackrouting.json;

import org.jspecify.annotations.NullMarked;
