package io.github.fallbackrouting.config;

import java.util.Locale;

/** What a caller may say about the routing of its own request, if {@code client_controls} allows it. */
public enum ClientControl {
    /** The body's {@code fallbacks}: which groups stand in, with messages of their own if need be. */
    FALLBACKS,
    /** The body's {@code disable_fallbacks}. */
    DISABLE_FALLBACKS,
    /** The body's {@code num_retries} and the field {@code x-litellm-num-retries}. */
    NUM_RETRIES,
    /** The body's {@code timeout} and the fields {@code x-litellm-timeout} and {@code x-litellm-stream-timeout}. */
    TIMEOUT,
    /** The body's {@code mock_testing_fallbacks} and its kin: the first deployment is taken to have failed. */
    MOCK_TESTING;

    /** As the file spells it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
