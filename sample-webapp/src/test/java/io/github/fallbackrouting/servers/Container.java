package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A servlet container that a contract is tested on; to support another is to write another of these. */
interface Container {

    /** Starts a server with this WAR at {@code /app}; fails if the application does not start. */
    Server start(Path war, Map<String, String> contextParams) throws Exception;

    /** Where this server differs from the others. */
    default Set<Difference> differences() {
        return Set.of();
    }

    /** Whether this server is like most of them. */
    default boolean isFreeOf(Difference difference) {
        return !differences().contains(difference);
    }

    /** What a host's answer has in common with and without the filter: everything but our own fields and the date. */
    default List<String> hostsFields(RawAnswer answer) {
        return answer.withoutOurs().stream()
                .filter(line ->
                        isFreeOf(Difference.FRAMING) || !line.matches("(?i)(Content-Length|Transfer-Encoding):.*"))
                .toList();
    }
}
