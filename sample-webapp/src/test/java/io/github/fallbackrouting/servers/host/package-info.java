/** A host application that behaves as it is told, well or badly; its classes go into a WAR of their own. */
@NullMarked
package io.github.fallbackrouting.servers.host;

import org.jspecify.annotations.NullMarked;
