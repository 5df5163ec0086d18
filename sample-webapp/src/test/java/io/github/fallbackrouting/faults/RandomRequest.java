package io.github.fallbackrouting.faults;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One request of a run, and all that happens to it; the same for the same seed and number. Immutable.
 *
 * @param seed the run's
 * @param number its place in the run
 */
record RandomRequest(long seed, int number) {

    private static final int HALF = 50;
    private static final int SMALL_PADDING = 2_000;
    private static final int LARGE_PADDING = 400_000;

    /** When the client leaves. */
    enum Leaving {
        NEVER,
        BEFORE_ANSWER,
        WITHIN_ANSWER
    }

    private SplittableRandom random(String what) {
        return new SplittableRandom((seed * 1_000_003 + number) * 31 + what.hashCode());
    }

    String name() {
        return "r" + number;
    }

    boolean isStream() {
        return random("stream").nextInt(100) < HALF;
    }

    boolean takesTrailers() {
        return random("trailers").nextInt(10) == 0;
    }

    Leaving leaving() {
        int chance = random("leaving").nextInt(100);
        return chance < 3 ? Leaving.BEFORE_ANSWER : chance < 6 ? Leaving.WITHIN_ANSWER : Leaving.NEVER;
    }

    /** After how many milliseconds, or bytes of the body, the client leaves. */
    int leavesAfter() {
        return random("after").nextInt(leaving() == Leaving.BEFORE_ANSWER ? 400 : 600);
    }

    /** Most are small; one in fifty is longer than what is kept in memory. */
    String body() {
        SplittableRandom random = random("body");
        int padding = random.nextInt(50) == 0 ? random.nextInt(LARGE_PADDING) : random.nextInt(SMALL_PADDING);
        return "{\"model\":\"gpt-4o\",\"user\":\"" + name() + "\",\"stream\":" + isStream()
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(padding) + "\"}]}";
    }

    /** How a deployment answers when it is asked for the nth time; half of the answers are good. */
    Fault fault(String deployment, int turn, boolean isHosts) {
        SplittableRandom random = random(deployment + turn + isHosts);
        if (random.nextInt(100) < HALF) {
            return Fault.NONE;
        }
        List<Fault> possible = Fault.every().stream()
                .filter(fault -> fault.effect(isStream(), isHosts) != Fault.Effect.NONE)
                .filter(fault -> !isHosts || fault.side() != Fault.Side.ALTERNATE)
                .toList();
        Fault fault = possible.get(random.nextInt(possible.size()));
        // Whoever is silent costs seconds: only some of them.
        return fault.name().startsWith("silence") && random.nextInt(8) != 0
                ? possible.get(random.nextInt(possible.size()))
                : fault;
    }
}
