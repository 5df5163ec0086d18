package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.stream.StreamEvent.Edit;
import io.github.fallbackrouting.stream.StreamEvent.Shape;
import io.github.fallbackrouting.stream.StreamEvent.Span;
import java.util.List;

/** What the client of a stream has been told, so far as somebody else must know it to go on. Not thread-safe. */
final class Transcript {

    private final int limit;
    private final StringBuilder text = new StringBuilder(0);
    private boolean isLost;

    /** Anthropic's content blocks: the one that is open, if it is of text, and how far the numbers of this part are off. */
    private int openText = -1;

    private boolean isBlockOpen;
    private int highest = -1;
    private int shift;

    /** @param limit the most characters to remember */
    Transcript(int limit) {
        this.limit = limit;
    }

    /** The client has got something that can't be told to anybody else. */
    void lose() {
        isLost = true;
    }

    /** What follows is another deployment's, that goes on with the open block. */
    void nextPart() {
        shift = 0;
    }

    /** The event with Anthropic's numbers as this client counts. */
    StreamEvent place(StreamEvent event) {
        Span index = event.indexSpan();
        if (event.shape() != Shape.ANTHROPIC || index == null || shift == 0) {
            return event;
        }
        return event.with(List.of(new Edit(index, Integer.toString(event.index() + shift))));
    }

    /** The next block of this part of the text, with this number, is the one that the client has open. */
    void joinedAt(int number) {
        shift = openText - number;
    }

    /** The client gets this event. */
    void add(StreamEvent event) {
        isLost |= event.hasOther() || event.hasOtherChoice();
        if (event.shape() == Shape.ANTHROPIC) {
            block(event);
        }
        int before = text.length();
        event.appendText(text);
        if (text.length() > limit) {
            text.setLength(before);
            isLost = true;
        }
    }

    private void block(StreamEvent event) {
        switch (event.type()) {
            case "content_block_start" -> {
                isBlockOpen = true;
                highest = Math.max(highest, event.index());
                openText = event.isTextBlock() ? event.index() : -1;
                text.setLength(0);
            }
            case "content_block_stop" -> {
                isBlockOpen = false;
                openText = -1;
            }
            default -> {}
        }
    }

    boolean isContinuable() {
        return !isLost && text.length() > 0 && (!isBlockOpen || openText >= 0) && (highest < 0 || openText >= 0);
    }

    String text() {
        return text.toString();
    }
}
