package io.github.fallbackrouting.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the values behind {@code os.environ/NAME} come from, and those of the variables that LiteLLM looks up by itself,
 * such as {@code OPENAI_API_KEY}. Asked only while a file is read.
 */
@FunctionalInterface
public interface Environment {

    /** The value of this name as it stands there, or null if there is none. */
    @Nullable
    String get(String name);

    /** The value of this name; empty if it is not set or blank, since a variable set to nothing is a variable forgotten. */
    default Optional<String> value(String name) {
        return Optional.ofNullable(get(name)).filter(value -> !value.isBlank());
    }
}
