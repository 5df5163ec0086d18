/** A host application with OpenTelemetry's SDK, which shows the spans that it got; its classes go into a WAR of their own. */
@NullMarked
package io.github.fallbackrouting.servers.traced;

import org.jspecify.annotations.NullMarked;
