package io.github.fallbackrouting.bench;

import java.io.IOException;
import java.time.Duration;

/** A system that is scored, in front of a wall of its own. */
interface Contender extends AutoCloseable {

    /** What a system says of itself. */
    enum Reach {
        /** It asks the model that it is told to ask, and no other. */
        ONE_MODEL,
        /** It can ask another model instead. */
        FALLBACK
    }

    Reach reach();

    /**
     * Asks the standard question, streamed.
     *
     * @param model that is asked for
     * @param fallback that may be asked instead
     * @param limit for how long a caller waits at a read
     */
    Answer ask(String model, String fallback, Duration limit);

    /** Asks the standard question in one piece, to see whether the system is alive; there is no other model for it. */
    Answer probe(String model, Duration limit);

    @Override
    void close() throws IOException;

    /** Sets a system up in front of a wall. */
    @FunctionalInterface
    interface Entrant {

        /**
         * Starts the system.
         *
         * @throws Exception if it does not start
         */
        Contender enter(Wall wall) throws Exception;
    }
}
