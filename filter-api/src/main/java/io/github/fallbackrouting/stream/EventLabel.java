package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.AnswerEdit;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.json.ModelPlaces;

/**
 * Puts an answer's label on the events of its stream. Immutable.
 *
 * <p>{@code _hidden_params} goes with the chunk that says why the model has come to its end, of a chat or legacy completion
 * only: the other protocols' clients know the members of every event.
 */
final class EventLabel {

    /** Leaves every event as it is. */
    static final EventLabel NONE = new EventLabel(AnswerLabel.NONE);

    private final AnswerLabel last;
    private final AnswerLabel other;

    EventLabel(AnswerLabel label) {
        last = label;
        other = label.withoutHiddenModel();
    }

    /** Whether it leaves every event as it is. */
    boolean isNone() {
        return last.isNone();
    }

    /** The event's bytes with the label; as {@link StreamEvent#bytes} gives them if they are the same. */
    byte[] on(StreamEvent event) {
        return switch (event.shape()) {
            case CHAT, LEGACY -> edited(event, event.isFinish() ? last : other, ModelPlaces.ANSWER);
            case RESPONSES -> edited(event, other, ModelPlaces.RESPONSES_EVENT);
            case ANTHROPIC -> edited(event, other, ModelPlaces.MESSAGES_EVENT);
            case NONE, UNKNOWN, MALFORMED -> event.bytes();
        };
    }

    private static byte[] edited(StreamEvent event, AnswerLabel label, ModelPlaces places) {
        if (label.isNone()) {
            return event.bytes();
        }
        byte[] data = event.data();
        byte[] labelled = AnswerEdit.edited(data, label, places);
        return labelled == data ? event.bytes() : event.bytesWith(labelled);
    }
}
