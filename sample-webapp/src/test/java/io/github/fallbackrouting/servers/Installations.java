package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The servers that the profile {@code servers} has unpacked. */
final class Installations {

    private Installations() {}

    /** The installation whose directory or file begins with this name, whatever its version. */
    static Path of(String name) throws IOException {
        Path all = Path.of(System.getProperty("servers.directory")).toAbsolutePath();
        try (Stream<Path> installed = Files.list(all)) {
            return installed
                    .filter(path -> path.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "no " + name + "* in " + all + "; it is the profile 'servers' that brings it"));
        }
    }
}
