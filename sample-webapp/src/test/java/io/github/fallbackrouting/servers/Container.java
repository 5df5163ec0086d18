package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;

/** A servlet container that a contract is tested on; to support another is to write another of these. */
interface Container {

    /** Starts a server with this WAR at {@code /app}; fails if the application does not start. */
    Server start(Path war, Map<String, String> contextParams) throws Exception;
}
