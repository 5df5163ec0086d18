/** What we tell OpenTelemetry, where the host has it; the only code that knows its API. */
@NullMarked
package io.github.fallbackrouting.report.opentelemetry;

import org.jspecify.annotations.NullMarked;
