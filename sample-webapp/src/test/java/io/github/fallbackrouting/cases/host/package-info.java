/** A host that passes requests on to its own providers, and knows of us only the annotation. */
@NullMarked
package io.github.fallbackrouting.cases.host;

import org.jspecify.annotations.NullMarked;
