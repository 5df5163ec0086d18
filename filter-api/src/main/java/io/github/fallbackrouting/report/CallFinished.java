package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Hop.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request is over. Immutable.
 *
 * @param call which one
 * @param group the model group that the caller asked for; empty if it is none of ours ({@link End#UNTOUCHED})
 * @param end what the client got
 * @param status of the answer; 0 if there was none, or nobody has seen it
 * @param answeredBy whose answer it was; empty if it was nobody's
 * @param attempts all of them, the host's own first
 * @param took from the request's start until its end
 */
public record CallFinished(
        LlmCall call,
        String group,
        End end,
        int status,
        Optional<Deployment> answeredBy,
        List<Attempt> attempts,
        Duration took) {

    /** What the client got. */
    public enum End {
        /** A good answer. */
        ANSWERED,
        /** A failure: the host's own, a deployment's, or one of ours. */
        FAILED,
        /** Part of a stream, and an error event. */
        BROKEN_OFF,
        /** Nothing, or part of an answer: it has left. */
        CLIENT_GONE,
        /** The host's answer, which was not looked at: its model is none of ours, or the host went past us. */
        UNTOUCHED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** As logs and pages spell it. */
        public String label() {
            return label;
        }
    }

    /** With a copy of the attempts. */
    public CallFinished {
        attempts = List.copyOf(attempts);
    }

    /** Whether another model group than the one that was asked for gave the answer. */
    public boolean isByFallback() {
        return isByAlternate()
                && attempts.stream().anyMatch(attempt -> attempt.hop().reason() == Reason.FALLBACK);
    }

    /** Whether another deployment than the host's own gave the answer, or the end of it. */
    public boolean isByAlternate() {
        return end == End.ANSWERED
                && !attempts.isEmpty()
                && attempts.get(attempts.size() - 1).hop().reason() != Reason.PRIMARY;
    }

    /** What the answer cost, in USD, all parts of a stream together; empty if that is not known. */
    public Optional<BigDecimal> cost() {
        return Cost.ofAnswer(attempts);
    }
}
