/** What we tell of who answered: clients, listeners and operators. */
@NullMarked
package io.github.fallbackrouting.report;

import org.jspecify.annotations.NullMarked;
