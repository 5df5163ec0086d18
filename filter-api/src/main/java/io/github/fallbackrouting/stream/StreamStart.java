package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.BodyCheck;
import io.github.fallbackrouting.routing.Evidence.Content;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Looks at an event stream before anything of it has been released: it is good once the model has said something. Used by one
 * thread at a time.
 */
public final class StreamStart implements BodyCheck {

    private final MalformedEvents malformed;
    private final EventCutter cutter = new EventCutter(Integer.MAX_VALUE);
    private final Look look = new Look();
    private final StreamEvent event = new StreamEvent(new EventData());
    private boolean hasData;
    private boolean isDecided;
    private Content content = Content.EMPTY;
    private ErrorDocument error = ErrorDocument.NONE;

    /** @param malformed what becomes of events that are no JSON: one that is passed on counts as content */
    public StreamStart(MalformedEvents malformed) {
        this.malformed = malformed;
    }

    @Override
    public boolean feed(byte[] bytes, int offset, int length) {
        try {
            cutter.feed(bytes, offset, length, look);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return isDecided;
    }

    private final class Look implements EventCutter.Events {

        @Override
        public void event(byte[] bytes, int from, int to) {
            if (isDecided) {
                return;
            }
            event.read(bytes, from, to);
            boolean isPassedOn = event.shape() == StreamEvent.Shape.MALFORMED && malformed == MalformedEvents.FORWARD;
            hasData |= event.shape() != StreamEvent.Shape.NONE;
            if (event.isError()) {
                error = event.error();
                decide(Content.ERROR);
            } else if (event.isContent() || isPassedOn) {
                decide(Content.GOOD);
            } else if (event.isFinish()) {
                decide(event.isFiltered() ? Content.FILTERED : Content.GOOD);
            } else if (event.isEnd()) {
                decide(Content.EMPTY);
            }
        }

        @Override
        public void loose(byte[] bytes, int offset, int length) {
            // The second half of a line's end.
        }
    }

    private void decide(Content what) {
        isDecided = true;
        content = what;
    }

    /** {@inheritDoc} A stream that ends before the model has said anything is cut short, or empty if nothing came at all. */
    @Override
    public Content content() {
        return !isDecided && hasData ? Content.CUT : content;
    }

    @Override
    public ErrorDocument error() {
        return error;
    }

    /** {@inheritDoc} A stream says it at its end. */
    @Override
    public Usage usage() {
        return Usage.NONE;
    }
}
