package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.CallArguments;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.config.StreamRules;
import io.github.fallbackrouting.json.BodyEdit;
import io.github.fallbackrouting.json.JsonPaths;
import io.github.fallbackrouting.json.JsonString;
import io.github.fallbackrouting.json.RequestBrief;
import io.github.fallbackrouting.json.RequestCheck;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.routing.Call;
import io.github.fallbackrouting.routing.ContentCoding;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.stream.Prefill;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The request as others can be asked it, or why it can't be.
 *
 * <p>Used by one thread at a time.
 */
final class Replay {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /** What means something to LiteLLM alone: an alternate that is one would act on it. */
    private static final JsonPaths NOT_SENT = notSent();

    private final CapturedRequest request;
    private final Spool body;
    private final StreamRules streams;
    private final Pool<RequestCheck> checks;
    private boolean isRead;
    private Optional<RequestBrief> brief = Optional.empty();
    private boolean isReadInFull;
    private Optional<RequestDocument> document = Optional.empty();
    private @Nullable Map<String, String> usageOptions;

    /** @param checks read what is needed of every request */
    Replay(CapturedRequest request, Spool body, StreamRules streams, Pool<RequestCheck> checks) {
        this.request = request;
        this.body = body;
        this.streams = streams;
        this.checks = checks;
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

    /**
     * Reads the request before the host does, which gets the same bytes afterwards; no more of it than is kept in memory. May
     * wait for the caller to send it.
     *
     * @param inTime whether there is time to go on
     */
    void readAhead(BooleanSupplier inTime) {
        try {
            request.readAhead(inTime);
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The request can't be read ahead", e);
        }
    }

    /** The model that the request names; empty if it names none, or has not been read to its end. */
    Optional<String> model() {
        return brief().flatMap(RequestBrief::model);
    }

    /** What keeps the request from being sent to anybody else. */
    Optional<Obstacle> obstacle(Optional<Operation> operation) {
        if (operation.isEmpty()) {
            return Optional.of(Obstacle.OPERATION_UNKNOWN);
        }
        if (ContentCoding.isEncoded(request.getHeader("Content-Encoding"))) {
            return Optional.of(Obstacle.REQUEST_ENCODED);
        }
        if (document().isEmpty()) {
            return Optional.of(whyNoDocument());
        }
        return Optional.empty();
    }

    /** Whether the caller asks for a stream, so far as is known. */
    boolean isStream() {
        Optional<RequestBrief> known = brief();
        return known.isPresent() && known.get().stream();
    }

    /** Whether somebody else may go on with an answer to this request: there is only one to go on with. */
    boolean mayBeContinued() {
        try {
            return !RequestDocument.isForSeveralChoices(body);
        } catch (IOException e) {
            return false;
        }
    }

    /** The request in everybody's terms, where there is no obstacle. */
    Call call(Operation operation) {
        Call plain = call(operation, hop -> Optional.of(bodyFor(hop, Map.of())), Optional.empty());
        Map<String, String> usage = usageOptions(operation);
        return usage.isEmpty() ? plain : call(operation, hop -> Optional.of(bodyFor(hop, usage)), Optional.of(plain));
    }

    /**
     * The same request for whoever is to go on where a stream broke off: with what the client has as the beginning of the
     * answer, or, for those who refuse that, as it was.
     */
    Call continuation(Operation operation, String begun) {
        Map<String, String> usage = usageOptions(operation);
        return call(operation, hop -> bodyFor(hop, usage, operation, begun), Optional.of(call(operation)));
    }

    /** Whether others are asked for a stream's usage although the caller has not asked for it. */
    boolean asksForUsage(Operation operation) {
        return !usageOptions(operation).isEmpty();
    }

    /** What has to be set in a request for a stream's usage; nothing where that is said anyway, or not to be asked for. */
    private Map<String, String> usageOptions(Operation operation) {
        if (!streams.includeUsage() || !isStream() || !operation.path().endsWith("/completions")) {
            return Map.of();
        }
        Map<String, String> known = usageOptions;
        if (known == null) {
            known = readUsageOptions();
            usageOptions = known;
        }
        return known;
    }

    private Map<String, String> readUsageOptions() {
        try {
            return RequestDocument.streamOptionsWithUsage(body)
                    .map(options -> Map.of("stream_options", options))
                    .orElse(Map.of());
        } catch (IOException e) {
            return Map.of();
        }
    }

    private Call call(Operation operation, Function<Hop, Optional<Upstream.Body>> bodies, Optional<Call> plainer) {
        return new Call(
                operation,
                bodies,
                CallerFields.contentType(request),
                CallerFields.accept(request),
                isStream() ? Call.Form.STREAM : Call.Form.WHOLE,
                plainer);
    }

    /** What is needed of every request; empty if it has not been read to its end, or is no JSON object. */
    private synchronized Optional<RequestBrief> brief() {
        if (isReadInFull) {
            return document.map(RequestDocument::brief);
        }
        if (!isRead && request.isWhole()) {
            isRead = true;
            RequestCheck check = checks.take();
            brief = read(check::read);
            checks.giveBack(check);
        }
        return brief;
    }

    /** What was read of the request; empty if it has not been read to its end, or is no JSON object. */
    synchronized Optional<RequestDocument> document() {
        if (!isReadInFull && request.isWhole()) {
            isReadInFull = true;
            document = read(RequestDocument::read);
        }
        return document;
    }

    private interface Reader<T> {
        Optional<T> read(RequestDocument.Source source) throws IOException;
    }

    private <T> Optional<T> read(Reader<T> reader) {
        try {
            return body.isGivenUp() ? Optional.empty() : reader.read(body);
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

    /**
     * The target's overrides replace what the caller sent; what means something to LiteLLM alone goes to nobody, and above all
     * what says where and as whom to call.
     */
    private Upstream.Body bodyFor(Hop hop, Map<String, String> options) {
        Map<String, String> set = set(hop, options);
        try {
            return BodyEdit.of(body, body.size(), known(), set, NOT_SENT)
                    .map(Replay::bodyOf)
                    .orElseGet(() -> unreadable(new IOException("a member of the request stands too often")));
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** Empty if the request has no place for what the client has. */
    private Optional<Upstream.Body> bodyFor(Hop hop, Map<String, String> options, Operation operation, String begun) {
        Map<String, String> set = set(hop, options);
        if (set.containsKey("messages") || set.containsKey("prompt")) {
            return Optional.empty();
        }
        try {
            return Prefill.of(body, body.size(), known(), set, NOT_SENT, operation, begun)
                    .map(Replay::bodyOf);
        } catch (IOException e) {
            return Optional.of(unreadable(e));
        }
    }

    private RequestDocument known() {
        return document().orElseThrow();
    }

    private static Map<String, String> set(Hop hop, Map<String, String> options) {
        Map<String, String> set = new LinkedHashMap<>(options);
        set.putAll(hop.overrides());
        set.put("model", JsonString.quote(hop.deployment().modelOnTheWire()));
        return set;
    }

    private static JsonPaths notSent() {
        Set<String> names = new HashSet<>(RequestDocument.LITELLM_MEMBERS);
        names.addAll(CallArguments.STEERING);
        return JsonPaths.ofMembers(names);
    }

    private static Upstream.Body bodyOf(BodyEdit edit) {
        return new Upstream.Body() {
            @Override
            public long length() {
                return edit.length();
            }

            @Override
            public InputStream open() throws IOException {
                return edit.open();
            }
        };
    }

    /** Fails the call that it is the body of, as it does if the body can't be read later on. */
    private Upstream.Body unreadable(IOException cause) {
        return new Upstream.Body() {
            @Override
            public long length() {
                return body.size();
            }

            @Override
            public InputStream open() throws IOException {
                throw cause;
            }
        };
    }
}
