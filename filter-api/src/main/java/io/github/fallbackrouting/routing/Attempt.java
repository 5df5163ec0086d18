package io.github.fallbackrouting.routing;

import java.time.Duration;

/**
 * One try at one deployment, and how it ended. Immutable.
 *
 * @param hop what was planned
 * @param outcome what came of it
 * @param took from the start of the attempt until its outcome was known
 */
public record Attempt(Hop hop, Outcome outcome, Duration took) {}
