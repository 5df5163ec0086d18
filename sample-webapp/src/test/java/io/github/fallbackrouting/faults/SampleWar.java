package io.github.fallbackrouting.faults;

import io.github.fallbackrouting.servers.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample, unpacked, with a configuration of a test's own. */
public final class SampleWar {

    private SampleWar() {}

    /**
     * Copies it.
     *
     * @param war the sample as it was built, unpacked
     * @param copy what is not there yet
     * @param config its {@code fallback.yaml}
     */
    public static Path copy(Path war, Path copy, String config) throws IOException {
        Directories.copy(war, copy);
        Files.writeString(copy.resolve("WEB-INF/fallback.yaml"), config);
        return copy;
    }
}
