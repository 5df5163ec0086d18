package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import io.github.fallbackrouting.json.JsonValue.Literal;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What we need to know of a request body in order to send it to another deployment. Immutable.
 *
 * @param models where the values of the outermost object's {@code model} stand; more than one if the name stands twice
 * @param model the last of them, as most parsers take it, if it is a string
 * @param stream whether {@code stream} is true
 * @param firstMember where a member may be inserted, right behind the opening brace
 * @param hasMembers whether the object has any member
 * @param controls the JSON text of those {@link #CONTROLS} that the outermost object has, by name, in the order of the
 *     body; the last one if a name stands twice
 * @param overlongControls the names of those that are not among them because their text is longer than 64 KiB
 * @param promptTokens an estimate of the prompt's length in tokens: the UTF-8 bytes of all string values in the outermost
 *     members {@code messages}, {@code input}, {@code prompt}, {@code system}, {@code instructions} and {@code tools},
 *     divided by 4 and rounded up. A file in a string (more than 256 bytes, of which the first 256 are all letters, digits
 *     or {@code +/=_-.:;,}) counts as nothing, as do tokens that are already numbers.
 */
public record RequestDocument(
        List<Span> models,
        Optional<String> model,
        boolean stream,
        long firstMember,
        boolean hasMembers,
        Map<String, String> controls,
        Set<String> overlongControls,
        long promptTokens) {

    /** The members by which a caller of LiteLLM says how its request is to be routed, so far as we look at them. */
    public static final Set<String> CONTROLS = Set.of(
            "fallbacks",
            "disable_fallbacks",
            "num_retries",
            "timeout",
            "stream_timeout",
            "mock_testing_fallbacks",
            "mock_testing_context_fallbacks",
            "mock_testing_content_policy_fallbacks",
            "mock_testing_rate_limit_error");

    /**
     * The members that mean something to LiteLLM alone, {@link #CONTROLS} among them: a provider may refuse a request for
     * one of them. {@code metadata} and {@code tags} are none: OpenAI has a {@code metadata} of its own.
     */
    public static final Set<String> LITELLM_MEMBERS = union(
            CONTROLS,
            Set.of(
                    "context_window_fallbacks",
                    "content_policy_fallbacks",
                    "max_fallbacks",
                    "mock_response",
                    "mock_timeout",
                    "litellm_metadata",
                    "include_fallback_errors"));

    /** The bytes from {@code from} to {@code to}, exclusive. */
    public record Span(long from, long to) {
        long length() {
            return to - from;
        }
    }

    private static final String STREAM_OPTIONS = "stream_options";

    /** The longest model name that is kept: a name, not a text. */
    private static final int MODEL_LIMIT = 4096;

    /** The longest control that is kept, in bytes: {@code fallbacks} may hold whole messages, but no files. */
    private static final int CONTROL_LIMIT = 64 * 1024;

    /** The longest text that is read at a caller's wish, in bytes. */
    private static final int TEXT_LIMIT = 1 << 20;

    /** The most times that {@code model} may stand: twice may be a mistake, this often it is meant to cost memory. */
    static final int MODELS_LIMIT = 16;

    private static final JsonPaths PATHS = JsonPaths.ofMembers(
            union(CONTROLS, Set.of("model", "stream")),
            Set.of("messages", "input", "prompt", "system", "instructions", "tools"));

    /** Where a body's bytes come from, as often as asked. */
    @FunctionalInterface
    public interface Source {
        /** The bytes from the first on. */
        InputStream open() throws IOException;

        /**
         * Writes all of them.
         *
         * @param out waits for nobody: the source may be locked meanwhile
         */
        default void writeTo(OutputStream out) throws IOException {
            try (InputStream bytes = open()) {
                bytes.transferTo(out);
            }
        }
    }

    /** With copies of the collections; controls stay in order. */
    public RequestDocument {
        models = List.copyOf(models);
        controls = Collections.unmodifiableMap(new LinkedHashMap<>(controls));
        overlongControls = Set.copyOf(overlongControls);
    }

    /**
     * Reads a body to its end, and what is kept of it a second time.
     *
     * @return empty if it is not one whole JSON object, or its {@code model} stands more than sixteen times
     */
    public static Optional<RequestDocument> read(Source source) throws IOException {
        Found found = new Found();
        PromptText prompt = new PromptText();
        JsonScanner scanner = new JsonScanner(found, prompt, PATHS);
        scanner.readAll(source);
        if (!scanner.isWhole() || scanner.firstMember() < 0 || found.models.size() > MODELS_LIMIT) {
            return Optional.empty();
        }
        Map<String, String> texts = texts(source, found.kept());
        Optional<String> model = Optional.ofNullable(texts.remove("model"))
                .map(quoted -> JsonString.unescape(quoted.substring(1, quoted.length() - 1)));
        return Optional.of(new RequestDocument(
                found.models,
                model,
                found.stream,
                scanner.firstMember(),
                scanner.hasMembers(),
                texts,
                found.overlong(),
                prompt.tokens()));
    }

    /** What is needed of every request. */
    public RequestBrief brief() {
        return new RequestBrief(model, stream);
    }

    private static Map<String, String> texts(Source source, Map<String, Span> spans) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (spans.isEmpty()) {
            return texts;
        }
        List<Map.Entry<String, Span>> inOrder = new ArrayList<>(spans.entrySet());
        inOrder.sort(Comparator.comparingLong(entry -> entry.getValue().from()));
        try (InputStream body = source.open()) {
            long position = 0;
            for (Map.Entry<String, Span> entry : inOrder) {
                Span span = entry.getValue();
                body.skipNBytes(span.from() - position);
                texts.put(entry.getKey(), new String(body.readNBytes((int) span.length()), StandardCharsets.UTF_8));
                position = span.to();
            }
        }
        return texts;
    }

    /**
     * A member of the outermost object, if it is a string of at most 1 MiB.
     *
     * @param source what this was read from
     */
    public Optional<String> text(Source source, String name) throws IOException {
        Map<String, Span> found = new HashMap<>();
        JsonScanner scanner = new JsonScanner(
                member -> {
                    Span span = new Span(member.from(), member.to());
                    if (member.kind() == Kind.STRING && span.length() <= TEXT_LIMIT) {
                        found.put(name, span);
                    } else {
                        found.remove(name);
                    }
                },
                JsonPaths.ofMembers(Set.of(name)));
        scanner.readAll(source);
        return Optional.ofNullable(texts(source, found).get(name))
                .map(quoted -> JsonString.unescape(quoted.substring(1, quoted.length() - 1)));
    }

    /**
     * Whether more than one answer is asked for, by {@code n} or a legacy completion's {@code best_of}.
     *
     * @param source what this was read from
     */
    public static boolean isForSeveralChoices(Source source) throws IOException {
        AtomicBoolean several = new AtomicBoolean();
        JsonScanner scanner = new JsonScanner(
                member -> several.compareAndSet(false, member.count() != 1 && member.kind() == Kind.NUMBER),
                JsonPaths.ofMembers(Set.of("n", "best_of")));
        scanner.readAll(source);
        return several.get();
    }

    /**
     * The {@code stream_options} by which a stream's usage is asked for, beside what the caller has put in them.
     *
     * @return empty if the caller asks for it itself
     */
    public static Optional<String> streamOptionsWithUsage(Source source) throws IOException {
        Map<String, Span> found = new HashMap<>();
        JsonScanner scanner = new JsonScanner(
                member -> found.put(STREAM_OPTIONS, new Span(member.from(), member.to())),
                JsonPaths.ofMembers(Set.of(STREAM_OPTIONS)));
        scanner.readAll(source);
        found.values().removeIf(span -> span.length() > CONTROL_LIMIT);
        Map<String, JsonValue> options = new LinkedHashMap<>();
        if (JsonValue.read(texts(source, found).getOrDefault(STREAM_OPTIONS, ""))
                        .orElse(Literal.NULL)
                instanceof ObjectValue given) {
            options.putAll(given.members());
        }
        return options.put("include_usage", Literal.TRUE) == Literal.TRUE
                ? Optional.empty()
                : Optional.of(new ObjectValue(options).toJson());
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    private static final class Found implements JsonScanner.Members {
        private final List<Span> models = new ArrayList<>(1);
        private Kind modelKind = Kind.NULL;
        private boolean stream;
        private final Map<String, Span> controls = new HashMap<>();

        @Override
        public void found(Member member) {
            Span span = new Span(member.from(), member.to());
            switch (member.path()) {
                case "model" -> {
                    if (models.size() <= MODELS_LIMIT) {
                        models.add(span);
                    }
                    modelKind = member.kind();
                }
                case "stream" -> stream = member.kind() == Kind.TRUE;
                default -> controls.put(member.path(), span);
            }
        }

        /** What is read again. */
        Map<String, Span> kept() {
            Map<String, Span> kept = new HashMap<>(controls);
            kept.values().removeIf(span -> span.length() > CONTROL_LIMIT);
            Span last = modelKind == Kind.STRING ? models.get(models.size() - 1) : new Span(0, Long.MAX_VALUE);
            if (last.length() - 2 <= MODEL_LIMIT) {
                kept.put("model", last);
            }
            return kept;
        }

        Set<String> overlong() {
            Set<String> overlong = new HashSet<>(controls.keySet());
            overlong.removeIf(
                    name -> controls.getOrDefault(name, new Span(0, 0)).length() <= CONTROL_LIMIT);
            return overlong;
        }
    }
}
