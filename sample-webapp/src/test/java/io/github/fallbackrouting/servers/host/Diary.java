package io.github.fallbackrouting.servers.host;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What became of the host's side of each case; static for the same reason as {@link Gates}. */
final class Diary {

    private static final Map<String, List<String>> NOTES = new ConcurrentHashMap<>();

    private Diary() {}

    /** Remembers that something happened. */
    static void note(String caseName, String what) {
        NOTES.computeIfAbsent(caseName, key -> new CopyOnWriteArrayList<>()).add(what);
    }

    /** What happened, in order. */
    static List<String> of(String caseName) {
        return NOTES.getOrDefault(caseName, List.of());
    }
}
