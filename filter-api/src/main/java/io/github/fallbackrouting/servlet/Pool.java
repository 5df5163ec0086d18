package io.github.fallbackrouting.servlet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** What one exchange needs for a moment and the next one can have. Thread-safe. */
final class Pool<T> {

    private final int most;
    private final Supplier<T> made;
    private final Deque<T> free = new ArrayDeque<>();

    /**
     * @param most so many are kept
     * @param made where there is none
     */
    Pool(int most, Supplier<T> made) {
        this.most = most;
        this.made = made;
    }

    /** One that nobody else has, as its last owner has left it. */
    T take() {
        T found;
        synchronized (free) {
            found = free.pollLast();
        }
        return found == null ? made.get() : found;
    }

    /** Nobody may use it any more. */
    void giveBack(T done) {
        synchronized (free) {
            if (free.size() < most) {
                free.addLast(done);
            }
        }
    }
}
