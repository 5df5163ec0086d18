package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import io.github.fallbackrouting.json.RequestDocument.Source;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a request what is needed of every one, and of one request after the other. Not thread-safe.
 *
 * <p>A {@link RequestDocument} would cost each covered request 1.8 KB more (benchmark {@code Covered}, 1 KB each way).
 */
public final class RequestCheck {

    private static final JsonPaths PATHS = JsonPaths.ofMembers(Set.of("model", "stream"));

    private final JsonScanner scanner = new JsonScanner(this::found, PATHS);
    private int models;
    private @Nullable String model;
    private boolean isModelLong;
    private boolean stream;

    /** Most requests ask for what the one before them asked for: worth 104 bytes of a covered request. */
    private Optional<RequestBrief> last = Optional.of(new RequestBrief(Optional.empty(), false));

    /**
     * Reads a body to its end.
     *
     * @return empty where {@link RequestDocument#read} is
     */
    public Optional<RequestBrief> read(Source source) throws IOException {
        scanner.restart();
        models = 0;
        model = null;
        isModelLong = false;
        stream = false;
        scanner.readAll(source);
        if (isModelLong) {
            return RequestDocument.read(source).map(RequestDocument::brief);
        }
        return scanner.isWhole() && scanner.firstMember() >= 0 && models <= RequestDocument.MODELS_LIMIT
                ? brief()
                : Optional.empty();
    }

    private Optional<RequestBrief> brief() {
        RequestBrief known = last.get();
        if (known.stream() != stream || !Objects.equals(known.model().orElse(null), model)) {
            last = Optional.of(new RequestBrief(Optional.ofNullable(model), stream));
        }
        return last;
    }

    private void found(Member member) {
        if (member.path().equals("stream")) {
            stream = member.kind() == Kind.TRUE;
        } else {
            models++;
            String same = last.get().model().orElse(null);
            model = same != null && member.is(same) ? same : member.text();
            isModelLong = model == null && member.kind() == Kind.STRING;
        }
    }
}
