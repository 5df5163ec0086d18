package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.json.ModelSplice;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.routing.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The body of a request, once it is needed again: read to its end, and understood. Used by one thread at a time.
 */
final class RequestCapture {

    private final CapturedRequest request;
    private final Spool body;
    private boolean isRead;
    private Optional<RequestDocument> document = Optional.empty();

    RequestCapture(CapturedRequest request, Spool body) {
        this.request = request;
        this.body = body;
    }

    /** What stands in the body; empty if it can't be had whole, or is no JSON object. */
    Optional<RequestDocument> document() {
        if (!isRead) {
            isRead = true;
            document = read();
        }
        return document;
    }

    private Optional<RequestDocument> read() {
        try {
            request.complete();
            return body.isGivenUp() ? Optional.empty() : RequestDocument.read(body::open);
        } catch (IOException | IllegalStateException e) {
            // Either way the body is not whole; why() says so.
            return Optional.empty();
        }
    }

    /** Why there is no document. */
    Obstacle why() {
        if (body.isGivenUp()) {
            return Obstacle.REQUEST_TOO_LARGE;
        }
        return request.isBroken() ? Obstacle.REQUEST_INCOMPLETE : Obstacle.REQUEST_NOT_JSON;
    }

    /** The body in a deployment's own terms. */
    Upstream.Body bodyFor(Deployment deployment, RequestDocument document) {
        ModelSplice splice = new ModelSplice(body::open, body.size(), document, deployment.modelOnTheWire());
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
