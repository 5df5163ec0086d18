package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.report.FieldValue;
import io.github.fallbackrouting.routing.Route;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts our own fields on the real response: when it is run, and it is known what they are to say. Used by one thread at a time.
 */
final class Stamp implements AnswerHeaders.Sink, Runnable {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /** In characters; a UUID has 36. More would only fill logs and burst the container's limit for header fields. */
    private static final int LONGEST_ID = 128;

    private final AnswerHeaders headers;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Supplier<String> callIds;

    private @Nullable String callId;
    private @Nullable Route route;
    private String skipped = "";

    /** @param callIds makes an id for a call whose caller gave it none */
    Stamp(AnswerHeaders headers, HttpServletRequest request, HttpServletResponse response, Supplier<String> callIds) {
        this.headers = headers;
        this.request = request;
        this.response = response;
        this.callIds = callIds;
    }

    /** Is to say who answered. */
    void means(Route answered) {
        route = answered;
    }

    /** Is to say besides why nobody else was asked. */
    void means(Route answered, Obstacle obstacle) {
        skipped = obstacle.label();
        means(answered);
    }

    /** Says it; once more where the host has wiped the fields off. */
    @Override
    public void run() {
        Route answered = route;
        if (answered != null) {
            headers.write(answered, callId(), skipped, this);
        }
    }

    /** Says who answered. */
    void on(Route answered) {
        means(answered);
        run();
    }

    /**
     * Says who begins a stream, and at its end, where the protocol and the client allow it, what has become of it: when another
     * deployment goes on with it, and when it says what it used, the header has long been sent.
     */
    void onStream(Route begun, LiveStream stream) {
        on(begun);
        if (!mayHaveTrailers()) {
            return;
        }
        try {
            Supplier<Map<String, String>> hosts = response.getTrailerFields();
            Optional<String> begunBy = headers.proxyStatus(begun);
            response.setTrailerFields(() -> {
                Map<String, String> fields = new LinkedHashMap<>();
                Map<String, String> others = hosts == null ? null : hosts.get();
                if (others != null) {
                    fields.putAll(others);
                }
                addTrailers(begun, stream, begunBy, fields);
                return fields;
            });
            response.addHeader("Trailer", AnswerHeaders.RESPONSE_COST + ", " + AnswerHeaders.ACTUAL_MODEL);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "This response can't have trailers", e);
        }
    }

    /** RFC 9209, section 2: no {@code Proxy-Status} in a trailer that the header has not. */
    private void addTrailers(Route ended, LiveStream stream, Optional<String> begunBy, Map<String, String> fields) {
        AnswerHeaders.cost(ended.trace().attempts()).ifPresent(cost -> fields.put(AnswerHeaders.RESPONSE_COST, cost));
        if (stream.isJoint()) {
            fields.put(AnswerHeaders.ACTUAL_MODEL, stream.models());
        }
        headers.proxyStatus(ended)
                .filter(now -> begunBy.isPresent() && !begunBy.get().equals(now))
                .ifPresent(now -> fields.put(AnswerHeaders.PROXY_STATUS, now));
    }

    /**
     * Whether the client takes trailers. RFC 9110, section 6.5.1: in HTTP/1.1 only if the client says so; from HTTP/2 on the
     * protocol has a place for them.
     */
    boolean mayHaveTrailers() {
        if (OpenLiberty.mixesTrailersUp(response)) {
            return false;
        }
        if (!request.getProtocol().startsWith("HTTP/1.")) {
            return true;
        }
        String te = request.getHeader("TE");
        return te != null && te.toLowerCase(Locale.ROOT).contains("trailers");
    }

    /** What became of the call, for a log. */
    String line(Route taken, String end) {
        return "Call " + callId() + ", group " + taken.group() + ": " + end + "; " + taken.trace();
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
            // Not set: a container would look for it once more.
            response.addHeader(name, value);
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
