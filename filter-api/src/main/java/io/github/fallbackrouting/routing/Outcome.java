package io.github.fallbackrouting.routing;

import java.time.Duration;
import java.util.Optional;

/** How an attempt ended. Immutable. */
public sealed interface Outcome {

    /** The status of the answer; 0 if there was none. */
    int status();

    /**
     * The deployment answered, and the answer is good as far as it has to be known before it is released.
     *
     * @param status of the answer
     */
    record Served(int status) implements Outcome {
        @Override
        public String toString() {
            return status == 200 ? "200" : Integer.toString(status);
        }
    }

    /**
     * The attempt failed.
     *
     * @param kind why
     * @param status of the answer; 0 if there was none
     * @param detail more for a log, in a few words; holds nothing of a body
     * @param retryAfter how long the provider asks to be left alone
     * @param billable whether the provider may ask money for it, if no more is known of the answer
     */
    record Failed(FailureKind kind, int status, String detail, Optional<Duration> retryAfter, Billable billable)
            implements Outcome {

        /** One of which only the status tells whether it may cost. */
        public Failed(FailureKind kind, int status, String detail, Optional<Duration> retryAfter) {
            this(kind, status, detail, retryAfter, Billable.of(status));
        }

        /** One without a word about when to come back. */
        public Failed(FailureKind kind, int status, String detail) {
            this(kind, status, detail, Optional.empty());
        }

        @Override
        public String toString() {
            return status == 0 ? kind.label() : status + " " + kind.label();
        }
    }
}
