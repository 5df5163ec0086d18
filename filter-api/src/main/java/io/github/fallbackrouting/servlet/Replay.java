package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.json.ModelSplice;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.routing.Call;
import io.github.fallbackrouting.routing.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The request as others can be asked it, or why it can't be.
 *
 * <p>Used by one thread at a time.
 */
final class Replay {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final CapturedRequest request;
    private final Spool body;
    private boolean isRead;
    private Optional<RequestDocument> document = Optional.empty();

    Replay(CapturedRequest request, Spool body) {
        this.request = request;
        this.body = body;
    }

    /**
     * Reads what the host left unread. May wait for the caller to send it.
     *
     * @param inTime whether there is time to go on
     */
    void readToEnd(BooleanSupplier inTime) {
        try {
            request.complete(inTime);
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The rest of the request can't be had", e);
        }
    }

    /** The model that the request names; empty if it names none, or has not been read to its end. */
    Optional<String> model() {
        return document().flatMap(RequestDocument::model);
    }

    /** What keeps the request from being sent to anybody else. */
    Optional<Obstacle> obstacle(Optional<Operation> operation) {
        if (operation.isEmpty()) {
            return Optional.of(Obstacle.OPERATION_UNKNOWN);
        }
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return Optional.of(Obstacle.REQUEST_ENCODED);
        }
        if (document().isEmpty()) {
            return Optional.of(whyNoDocument());
        }
        return document().get().stream() ? Optional.of(Obstacle.STREAM) : Optional.empty();
    }

    /** The request in everybody's terms, where there is no obstacle. */
    Call call(Operation operation) {
        RequestDocument known = document().orElseThrow();
        String accept = String.join(", ", Collections.list(request.getHeaders("Accept")));
        return new Call(
                operation,
                deployment -> bodyFor(deployment, known),
                request.getContentType(),
                accept.isEmpty() ? "application/json" : accept);
    }

    private Optional<RequestDocument> document() {
        if (!isRead && request.isWhole()) {
            isRead = true;
            document = read();
        }
        return document;
    }

    private Optional<RequestDocument> read() {
        try {
            return body.isGivenUp() ? Optional.empty() : RequestDocument.read(body::open);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The request's body can't be read again: " + e);
            return Optional.empty();
        }
    }

    private Obstacle whyNoDocument() {
        if (body.isGivenUp()) {
            return Obstacle.REQUEST_TOO_LARGE;
        }
        return request.isWhole() ? Obstacle.REQUEST_NOT_JSON : Obstacle.REQUEST_INCOMPLETE;
    }

    private Upstream.Body bodyFor(Deployment deployment, RequestDocument known) {
        ModelSplice splice = new ModelSplice(body::open, body.size(), known, deployment.modelOnTheWire());
        return new Upstream.Body() {
            @Override
            public long length() {
                return splice.length();
            }

            @Override
            public InputStream open() throws IOException {
                return splice.open();
            }
        };
    }
}
