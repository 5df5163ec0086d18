package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Verdict;
import java.util.Optional;

/** A failure that a caller may ask for in order to see what follows from it; LiteLLM has the same names and statuses. */
enum MockFailure {
    /** A failure of everybody in the group. */
    FALLBACKS("mock_testing_fallbacks", 500, "server_error"),
    /** The request is too long. */
    CONTEXT_FALLBACKS("mock_testing_context_fallbacks", 400, "context_length_exceeded"),
    /** The provider's content filter refuses the request. */
    CONTENT_POLICY_FALLBACKS("mock_testing_content_policy_fallbacks", 400, "content_policy_violation"),
    /** Too many requests, once. */
    RATE_LIMIT_ERROR("mock_testing_rate_limit_error", 429, "rate_limit_exceeded");

    private final String member;
    private final int status;
    private final String code;

    MockFailure(String member, int status, String code) {
        this.member = member;
        this.status = status;
        this.code = code;
    }

    /** The member of the body that asks for it. */
    String member() {
        return member;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** What follows from it. */
    Verdict next(Route route) {
        return this == FALLBACKS ? route.nextGroup() : route.next();
    }

    /** As a provider would have given it. */
    Answered evidence() {
        return new Answered(status, Content.GOOD, new ErrorDocument(code, "", "", ""), Optional.empty(), Usage.NONE);
    }
}
