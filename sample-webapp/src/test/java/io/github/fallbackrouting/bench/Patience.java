package io.github.fallbackrouting.bench;

import java.time.Duration;

/**
 * How long a caller waits.
 *
 * @param firstWord from the sending to the first word
 * @param idle at each read
 */
record Patience(Duration firstWord, Duration idle) {

    /** Knows nothing of words: it waits this long at each read. */
    static Patience atEachRead(Duration idle) {
        return new Patience(Duration.ofDays(1), idle);
    }

    /** What is left for a read before the first word has come. */
    Duration beforeFirstWord(Duration elapsed) {
        Duration left = firstWord.minus(elapsed);
        return left.compareTo(idle) < 0 ? left : idle;
    }
}
