package io.github.fallbackrouting.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The calls that ended last. Thread-safe; nobody waits. */
final class RecentCalls {

    /** As many as one looks through on a page; about 50 KB. */
    static final int MOST = 50;

    private final AtomicReferenceArray<CallFinished> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicLong added = new AtomicLong();

    void add(CallFinished call) {
        ring.set((int) (added.getAndIncrement() % MOST), call);
    }

    List<CallFinished> newestFirst() {
        long end = added.get();
        List<CallFinished> calls = new ArrayList<>(MOST);
        for (long number = end - 1; number >= Math.max(0, end - MOST); number--) {
            CallFinished call = ring.get((int) (number % MOST));
            if (call != null) {
                calls.add(call);
            }
        }
        return calls;
    }
}
