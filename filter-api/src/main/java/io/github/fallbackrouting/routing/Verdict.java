package io.github.fallbackrouting.routing;

/** What follows from an outcome. Immutable. */
public sealed interface Verdict {

    /** The answer is good: the client gets it. */
    record Release() implements Verdict {}

    /**
     * Another deployment is asked.
     *
     * @param hop which, and why
     */
    record TryNext(Hop hop) implements Verdict {}

    /** Nobody else is asked: the client gets the host's own failure. */
    record PassOn() implements Verdict {}
}
