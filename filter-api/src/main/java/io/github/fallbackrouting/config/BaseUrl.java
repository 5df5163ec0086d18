package io.github.fallbackrouting.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Checks that a configured base is a URL that an operation's path can be appended to. */
final class BaseUrl {

    private static final String EXPECTED = "an absolute http or https URL, such as https://llm.example/v1";

    private BaseUrl() {}

    /** The URL without slashes at its end; empty if a mistake has been noted. */
    static Optional<String> check(Given given) {
        URI uri;
        try {
            uri = new URI(given.value().strip());
        } catch (URISyntaxException e) {
            given.mistake(EXPECTED);
            return Optional.empty();
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            given.mistake(EXPECTED);
            return Optional.empty();
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            given.mistake(
                    "a URL without user, query and fragment; a key goes into api_key, a version into api_version");
            return Optional.empty();
        }
        if (uri.getHost() == null || uri.getPort() > 65535) {
            given.mistake("a URL with a host of letters, digits, dots and dashes, and a port up to 65535");
            return Optional.empty();
        }
        String url = uri.toString().replaceFirst("/+$", "");
        // What people paste along with the base; Provider.base takes off what a provider's own habit puts there.
        for (String operation : Operation.OPENAI_PATHS) {
            if (url.endsWith(operation)) {
                given.mistake("the base without the operation: it ends before " + operation + ", which is appended");
                return Optional.empty();
            }
        }
        return Optional.of(url);
    }
}
