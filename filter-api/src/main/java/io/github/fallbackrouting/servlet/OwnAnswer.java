package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.json.JsonString;

/**
 * An answer that we make ourselves, where the resource is not to run. Immutable.
 *
 * @param status of the answer
 * @param body JSON, in the form of the dialect's own errors
 */
public record OwnAnswer(int status, String body) {

    /** The media type of the body. */
    public static final String TYPE = "application/json";

    /** The caller's request says something about its routing that can't be understood. */
    static OwnAnswer badRequest(Dialect dialect, String param, String message) {
        return new OwnAnswer(400, error(dialect, message, "invalid_request_error", param, "invalid_value"));
    }

    /** The failure that the caller has asked for. */
    static OwnAnswer mocked(Dialect dialect, MockFailure mock) {
        String type = mock.status() >= 500 ? "server_error" : "invalid_request_error";
        String message =
                mock.member() + ": the first deployment was taken to have failed, and nobody else gave an answer.";
        return new OwnAnswer(mock.status(), error(dialect, message, type, "", mock.code()));
    }

    /** Nobody who was asked gave an answer, and the host was passed over. */
    static OwnAnswer unavailable(Dialect dialect) {
        return new OwnAnswer(
                503,
                error(
                        dialect,
                        "No deployment that can serve this request is available at the moment.",
                        dialect == Dialect.ANTHROPIC ? "overloaded_error" : "server_error",
                        "",
                        "no_deployment_available"));
    }

    /** The host has not answered in time, and nobody else gave an answer. */
    static OwnAnswer timeout(Dialect dialect) {
        return new OwnAnswer(
                504,
                error(
                        dialect,
                        "No answer came in time.",
                        dialect == Dialect.ANTHROPIC ? "timeout_error" : "server_error",
                        "",
                        "timeout"));
    }

    private static String error(Dialect dialect, String message, String type, String param, String code) {
        String said = "\"message\":" + JsonString.quote(message) + ",\"type\":" + JsonString.quote(type);
        return switch (dialect) {
            case OPENAI ->
                "{\"error\":{" + said + ",\"param\":" + (param.isEmpty() ? "null" : JsonString.quote(param))
                        + ",\"code\":" + JsonString.quote(code) + "}}";
            case ANTHROPIC -> "{\"type\":\"error\",\"error\":{" + said + "}}";
        };
    }
}
