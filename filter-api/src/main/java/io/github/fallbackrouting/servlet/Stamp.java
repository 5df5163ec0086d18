package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.report.FieldValue;
import io.github.fallbackrouting.routing.Route;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts our own fields on the real response. Used by one thread at a time. */
final class Stamp implements AnswerHeaders.Sink {

    /** In characters; a UUID has 36. More would only fill logs and burst the container's limit for header fields. */
    private static final int LONGEST_ID = 128;

    private final AnswerHeaders headers;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Supplier<String> callIds;

    private @Nullable String callId;
    private @Nullable Route stamped;

    /** @param callIds makes an id for a call whose caller gave it none */
    Stamp(AnswerHeaders headers, HttpServletRequest request, HttpServletResponse response, Supplier<String> callIds) {
        this.headers = headers;
        this.request = request;
        this.response = response;
        this.callIds = callIds;
    }

    /** Says who answered. */
    void on(Route route) {
        stamped = route;
        headers.write(route, callId(), this);
    }

    /** Says besides why nobody else was asked. */
    void on(Route route, Obstacle obstacle) {
        on(route);
        response.setHeader(AnswerHeaders.SKIPPED, obstacle.label());
    }

    /** Says it once more, after the host has wiped the fields off. */
    void again() {
        Route route = stamped;
        if (route != null) {
            on(route);
        }
    }

    private static boolean isAnId(String given) {
        return !given.isEmpty()
                && given.length() <= LONGEST_ID
                && FieldValue.visible(given).equals(given);
    }

    /** The caller's own id for the call, or a new one if it gave none that a header field and a log can carry. */
    String callId() {
        String id = callId;
        if (id == null) {
            String given = request.getHeader(AnswerHeaders.CALL_ID);
            id = given != null && isAnId(given) ? given : callIds.get();
            callId = id;
        }
        return id;
    }

    @Override
    public void setIfAbsent(String name, String value) {
        if (!response.containsHeader(name)) {
            response.setHeader(name, value);
        }
    }

    @Override
    public boolean isSet(String name) {
        return response.containsHeader(name);
    }

    @Override
    public void add(String name, String value) {
        response.addHeader(name, value);
    }
}
