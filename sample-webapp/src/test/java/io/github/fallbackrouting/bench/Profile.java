package io.github.fallbackrouting.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A speed of the benchmark; what a check allows is the same in both.
 *
 * @param name for people
 * @param timings of the wall
 * @param sequence of S15
 */
record Profile(String name, Timings timings, Sequence sequence) {

    /**
     * The requests of S15, one after the other.
     *
     * @param count how many
     * @param interval from one's planned start to the next one's
     * @param limit of each
     */
    record Sequence(int count, Duration interval, Duration limit) {}

    /** The one whose results are published. */
    static final Profile FULL = new Profile(
            "full",
            new Timings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(15)),
            new Sequence(20, Duration.ofSeconds(4), Duration.ofSeconds(30)));

    /** For work on the benchmark itself. */
    static final Profile FAST = new Profile(
            "fast",
            new Timings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(6),
                    Duration.ofMillis(5)),
            new Sequence(10, Duration.ofMillis(1_200), Duration.ofSeconds(10)));

    /** The profile of this name; empty if there is none. */
    static Optional<Profile> of(String name) {
        return Stream.of(FULL, FAST)
                .filter(profile -> profile.name.equals(name))
                .findFirst();
    }
}
