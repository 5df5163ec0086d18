package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Contender.Reach;
import java.time.Duration;
import java.util.List;

/**
 * What was seen of a system in a scenario.
 *
 * @param scenario that was played
 * @param reach of the system
 * @param outage how long the primary was away, in S15
 * @param turns the requests; one, but in S15
 * @param answer what came of all of them
 * @param log of the wall
 * @param alive whether the system answered afterwards
 */
record Observation(
        Scenario scenario,
        Reach reach,
        Duration outage,
        List<Turn> turns,
        Answer answer,
        List<LogEntry> log,
        boolean alive) {

    /**
     * A request and its answer.
     *
     * @param sent since the reset
     * @param answer that came
     */
    record Turn(Duration sent, Answer answer) {}

    Observation {
        turns = List.copyOf(turns);
        log = List.copyOf(log);
    }

    /** The attempts on the primary, in their order. */
    List<LogEntry> primary() {
        return log.stream().filter(entry -> entry.asks(scenario.model())).toList();
    }

    /** The attempts on the fallback, in their order. */
    List<LogEntry> fallback() {
        return log.stream().filter(entry -> entry.asks(scenario.fallback())).toList();
    }

    List<Turn> sentInOutage() {
        return turns.stream().filter(turn -> turn.sent().compareTo(outage) < 0).toList();
    }
}
