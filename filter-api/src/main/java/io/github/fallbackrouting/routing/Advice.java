package io.github.fallbackrouting.routing;

import java.time.Duration;

/** What a client is told that gets a failure in the end, so that its own retries neither multiply ours nor come too early. */
public sealed interface Advice {

    /** Nothing: the answer is good, or the failure speaks for itself. */
    record None() implements Advice {

        /** The only one that is needed. */
        static final None NONE = new None();
    }

    /** Trying again can't help: everybody has been tried. */
    record GiveUp() implements Advice {}

    /**
     * Trying again may help later.
     *
     * @param time until the first deployment's rest ends
     */
    record ComeBack(Duration time) implements Advice {}
}
