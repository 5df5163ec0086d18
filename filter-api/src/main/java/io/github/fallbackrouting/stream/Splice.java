package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.JsonString;
import io.github.fallbackrouting.stream.ClientStream.Manner;
import io.github.fallbackrouting.stream.StreamEvent.Edit;
import io.github.fallbackrouting.stream.StreamEvent.Shape;
import io.github.fallbackrouting.stream.StreamEvent.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * The seam between what the client has and what another deployment says: what the client has already is cut off. Not
 * thread-safe.
 *
 * <p>Nothing of the new stream gets out before it is known where the seam is. A deployment that was to go on may have begun
 * anew; that is so as long as it says the same words.
 */
final class Splice {

    /**
     * What an event comes to.
     *
     * @param events what the client gets
     */
    record Result(State state, List<StreamEvent> events) {

        enum State {
            /** The seam is still to come. */
            WAITING,
            /** All that follows is new. */
            JOINED,
            /** The two don't fit together. */
            MISMATCH
        }

        boolean isJoined() {
            return state == State.JOINED;
        }

        boolean isMismatch() {
            return state == State.MISMATCH;
        }
    }

    private static final Result WAITING = new Result(Result.State.WAITING, List.of());
    private static final Result MISMATCH = new Result(Result.State.MISMATCH, List.of());

    private final Manner manner;
    private final String known;
    private final Transcript transcript;
    private final StringBuilder said = new StringBuilder();
    private final List<StreamEvent> held = new ArrayList<>();
    private int block = -1;

    /** White space at the end of what is known that could not be told to a deployment that really goes on. */
    private String untold;

    private boolean isGoingOn;

    /**
     * @param manner how the deployment was asked
     * @param transcript what the client has
     */
    Splice(Manner manner, Transcript transcript) {
        this.manner = manner;
        this.transcript = transcript;
        this.known = transcript.text();
        this.untold = known.substring(known.stripTrailing().length());
    }

    /** Takes an event of the new stream. */
    Result take(StreamEvent event) {
        if (event.hasOtherChoice()) {
            return MISMATCH;
        }
        return event.shape() == Shape.ANTHROPIC ? takeOfBlock(event) : takeAny(event);
    }

    /** Anthropic numbers blocks: the first one with text goes on with the one that the client has open. */
    private Result takeOfBlock(StreamEvent event) {
        switch (event.type()) {
            case "content_block_start" -> {
                if (event.isTextBlock() && block < 0) {
                    block = event.index();
                    transcript.joinedAt(block);
                    return WAITING;
                }
                return event.isThinkingBlock() && block < 0 ? WAITING : MISMATCH;
            }
            case "content_block_stop" -> {
                return event.index() == block ? ended(event) : WAITING;
            }
            case "ping" -> {
                return WAITING;
            }
            default -> {
                return takeAny(event);
            }
        }
    }

    private Result takeAny(StreamEvent event) {
        if (event.hasOther()) {
            return manner == Manner.PREFILLED && event.shape() != Shape.ANTHROPIC ? goneOn(event) : MISMATCH;
        }
        if (!event.text().isEmpty()) {
            return takeText(event);
        }
        return event.isFinish() || event.isEnd() ? ended(event) : WAITING;
    }

    private Result takeText(StreamEvent event) {
        if (isGoingOn) {
            return goneOn(event);
        }
        said.append(event.text());
        String all = said.toString();
        if (all.startsWith(known)) {
            return joined(withText(event, all.substring(known.length())));
        }
        if (known.startsWith(all)) {
            if (event.isFinish()) {
                return ended(event);
            }
            held.add(event);
            return WAITING;
        }
        return manner == Manner.PREFILLED ? goneOn(event) : MISMATCH;
    }

    /** The stream ends before it has said all that is known: it has gone on, with little, or is another one. */
    private Result ended(StreamEvent event) {
        return manner == Manner.PREFILLED ? goneOn(event) : MISMATCH;
    }

    /** It does go on: nothing that it said was known, but for white space that it could not be told. */
    private Result goneOn(StreamEvent event) {
        isGoingOn = true;
        held.add(event);
        List<StreamEvent> events = finish();
        boolean mayRepeatMore = !untold.isEmpty() && !event.isFinish() && !event.isEnd();
        return new Result(mayRepeatMore ? Result.State.WAITING : Result.State.JOINED, events);
    }

    private static Result joined(List<StreamEvent> events) {
        return new Result(Result.State.JOINED, events);
    }

    /** The stream has come to its end: what is held is new. */
    List<StreamEvent> finish() {
        List<StreamEvent> events = new ArrayList<>();
        for (StreamEvent each : held) {
            String text = each.text();
            int common = 0;
            while (common < Math.min(text.length(), untold.length()) && text.charAt(common) == untold.charAt(common)) {
                common++;
            }
            events.addAll(common == 0 ? List.of(each) : withText(each, text.substring(common)));
            untold = common == text.length() && !each.hasOther() ? untold.substring(common) : "";
        }
        held.clear();
        return events;
    }

    /** The event with this text only; nothing if it says nothing else either. */
    private static List<StreamEvent> withText(StreamEvent event, String text) {
        Span span = event.textSpan();
        if (span == null || (text.isEmpty() && !event.isFinish())) {
            return List.of();
        }
        return text.equals(event.text())
                ? List.of(event)
                : List.of(event.with(List.of(new Edit(span, JsonString.quote(text)))));
    }
}
