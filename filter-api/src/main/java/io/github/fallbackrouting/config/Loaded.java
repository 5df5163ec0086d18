package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Objects;

/**
 * What came of reading a file. Immutable.
 *
 * @param configuration all that the file says and we act on
 * @param warnings what it says and we do not act on: a sentence each, with file, line and key, in the order of the file;
 *     to be logged once. None holds a credential
 */
public record Loaded(Configuration configuration, List<String> warnings) {

    public Loaded {
        Objects.requireNonNull(configuration, "configuration");
        warnings = List.copyOf(warnings);
    }
}
