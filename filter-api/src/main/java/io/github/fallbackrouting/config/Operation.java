package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an endpoint does, as the path below a deployment's {@code api_base}: {@code /chat/completions}. Its dialect decides
 * which deployments can serve it. Immutable.
 *
 * @param path begins with a slash and has no query
 */
public record Operation(String path) {

    /** Anthropic's one operation; its base has no version, unlike OpenAI's. */
    private static final String MESSAGES = "/v1/messages";

    /** The paths of OpenAI's API that take a JSON body with a {@code model}, longest first where one ends another. */
    static final List<String> OPENAI_PATHS = List.of(
            "/chat/completions",
            "/completions",
            "/embeddings",
            "/responses",
            "/moderations",
            "/images/generations",
            "/audio/speech",
            "/rerank");

    /** @throws IllegalArgumentException if the path does not begin with a slash, or has a query or a fragment */
    public Operation {
        Objects.requireNonNull(path, "path");
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException("operation '" + path
                    + "' must be a path such as /chat/completions, with a leading slash and no query");
        }
        if (path.endsWith("/messages")) {
            path = MESSAGES;
        }
    }

    /**
     * Infers the operation from the end of a request's path.
     *
     * @return empty if the path ends like no operation that we know
     */
    public static Optional<Operation> ofRequestPath(String requestPath) {
        String path = requestPath.endsWith("/") ? requestPath.substring(0, requestPath.length() - 1) : requestPath;
        if (path.endsWith("/messages")) {
            return Optional.of(new Operation(MESSAGES));
        }
        for (String known : OPENAI_PATHS) {
            if (path.endsWith(known)) {
                return Optional.of(new Operation(known));
            }
        }
        return Optional.empty();
    }

    /** The protocol that this operation belongs to. */
    public Dialect dialect() {
        return path.equals(MESSAGES) ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }

    @Override
    public String toString() {
        return path;
    }
}
