package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What we need to know of a request body in order to send it to another deployment: where its {@code model} stands, and
 * whether it asks for a stream. Immutable.
 *
 * @param models where the values of the outermost object's {@code model} stand; more than one if the name stands twice
 * @param model the last of them, as most parsers take it, if it is a string
 * @param stream whether {@code stream} is true
 * @param firstMember where a member may be inserted, right behind the opening brace
 * @param hasMembers whether the object has any member
 */
public record RequestDocument(
        List<Span> models, Optional<String> model, boolean stream, long firstMember, boolean hasMembers) {

    /** The bytes from {@code from} to {@code to}, exclusive. */
    public record Span(long from, long to) {}

    /** The longest model name that is kept: a name, not a text. */
    private static final int MODEL_LIMIT = 4096;

    /** The most times that {@code model} may stand: twice may be a mistake, this often it is meant to cost memory. */
    private static final int MODELS_LIMIT = 16;

    /** Where a body's bytes come from, as often as asked. */
    @FunctionalInterface
    public interface Source {
        /** The bytes from the first on. */
        InputStream open() throws IOException;
    }

    /**
     * Reads a body to its end.
     *
     * @return empty if it is not one whole JSON object, or its {@code model} stands more than sixteen times
     */
    public static Optional<RequestDocument> read(Source source) throws IOException {
        Found found = new Found();
        JsonScanner scanner = new JsonScanner(found, "model", "stream");
        try (InputStream body = source.open()) {
            byte[] buffer = new byte[8192];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                scanner.feed(buffer, 0, n);
            }
        }
        if (!scanner.isWhole() || scanner.firstMember() < 0 || found.models.size() > MODELS_LIMIT) {
            return Optional.empty();
        }
        Optional<String> model = Optional.empty();
        if (found.modelKind == Kind.STRING) {
            model = text(source, found.models.get(found.models.size() - 1));
        }
        return Optional.of(new RequestDocument(
                List.copyOf(found.models), model, found.stream, scanner.firstMember(), scanner.hasMembers()));
    }

    private static Optional<String> text(Source source, Span quoted) throws IOException {
        long length = quoted.to() - quoted.from() - 2;
        if (length > MODEL_LIMIT) {
            return Optional.empty();
        }
        try (InputStream body = source.open()) {
            body.skipNBytes(quoted.from() + 1);
            byte[] escaped = body.readNBytes((int) length);
            return Optional.of(JsonString.unescape(new String(escaped, StandardCharsets.UTF_8)));
        }
    }

    private static final class Found implements JsonScanner.Members {
        private final List<Span> models = new ArrayList<>(1);
        private Kind modelKind = Kind.NULL;
        private boolean stream;

        @Override
        public void found(String name, Kind kind, long from, long to) {
            if (name.equals("model")) {
                if (models.size() <= MODELS_LIMIT) {
                    models.add(new Span(from, to));
                }
                modelKind = kind;
            } else {
                stream = kind == Kind.TRUE;
            }
        }
    }
}
