package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;
import java.util.Optional;

/**
 * One try at one deployment, and how it ended. Immutable.
 *
 * @param hop what was planned
 * @param outcome what came of it
 * @param began how long after its request it began
 * @param took from its start until its end; as long as a stream is on its way, until its first content
 * @param firstContent from its start until the first content of a stream; empty if it gave none
 * @param usage what the answer says that it used
 */
public record Attempt(
        Hop hop, Outcome outcome, Duration began, Duration took, Optional<Duration> firstContent, Usage usage) {

    /** Whether its provider may ask money for it. */
    public Billable billable() {
        boolean hasAnswered = firstContent.isPresent() || usage.isKnown();
        return outcome instanceof Failed failed && !hasAnswered ? failed.billable() : Billable.YES;
    }
}
