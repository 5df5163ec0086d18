package io.github.fallbackrouting.routing;

import java.time.Duration;

/** What follows from an outcome. Immutable. */
public sealed interface Verdict {

    /** The answer is good: the client gets it. */
    record Release() implements Verdict {}

    /** The host's own resource is asked. */
    record AskHost() implements Verdict {}

    /**
     * Another attempt is made.
     *
     * @param hop at whom, and why
     */
    record TryNext(Hop hop) implements Verdict {}

    /**
     * Nobody can be asked before this time is over; then {@link Route#resume()} says who.
     *
     * @param time positive, and shorter than what is left of the deadline
     */
    record Wait(Duration time) implements Verdict {}

    /** Nobody else is asked: the client gets the failure. */
    record PassOn() implements Verdict {}
}
