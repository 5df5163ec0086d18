package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.fuzz.ReferenceJson;
import io.github.fallbackrouting.fuzz.ReferenceJson.Kind;
import io.github.fallbackrouting.fuzz.ReferenceJson.Member;
import io.github.fallbackrouting.fuzz.ReferenceJson.Node;
import io.github.fallbackrouting.json.RequestDocument.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request body is understood as another parser understands it, and edited where it is to be edited and nowhere else. */
public final class RequestFuzz {

    private static final String MODEL = "\"gpt-4o-w\\u0065st\"";
    private static final String ADDED = "{\"role\":\"assistant\",\"content\":\"x\"}";
    private static final int MOST_MODELS = 16;
    private static final int LONGEST_MODEL = 4096;

    /** One for all inputs: nothing of one is to be seen in the next. */
    private static final RequestCheck CHECK = new RequestCheck();

    private RequestFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Source source = () -> new ByteArrayInputStream(input);
        ReferenceJson reference = ReferenceJson.of(input);
        if (reference.isUnknown()) {
            return;
        }
        Optional<RequestDocument> read = RequestDocument.read(source);
        assertEquals(read.map(RequestDocument::brief), CHECK.read(source));
        Optional<Node> tree = reference.tree();
        if (tree.isEmpty()) {
            assertTrue(reference.isWhole() || read.isEmpty());
            return;
        }
        boolean isReadable =
                tree.get().kind() == Kind.OBJECT && tree.get().all("model").size() <= MOST_MODELS;
        assertEquals(isReadable, read.isPresent());
        if (read.isPresent()) {
            understood(tree.get(), read.get(), source);
            edited(input, tree.get(), read.get(), source);
            untouched(input, tree.get(), read.get(), source);
        }
    }

    private static void understood(Node tree, RequestDocument document, Source source) throws IOException {
        Optional<String> model = tree.last("model")
                .filter(value -> value.kind() == Kind.STRING)
                .map(Node::text)
                .filter(text -> text.length() <= LONGEST_MODEL / 6);
        if (model.isPresent()) {
            assertEquals(model, document.model());
        }
        assertEquals(tree.all("model").size(), document.models().size());
        assertEquals(!tree.members().isEmpty(), document.hasMembers());
        assertEquals(
                tree.last("stream").filter(value -> value.kind() == Kind.TRUE).isPresent(), document.stream());
        for (String name : RequestDocument.CONTROLS) {
            Optional<Node> control = tree.last(name);
            assertEquals(
                    control.isPresent(),
                    document.controls().containsKey(name)
                            || document.overlongControls().contains(name));
            if (document.controls().containsKey(name)) {
                assertEquals(
                        control,
                        ReferenceJson.of(bytes(document.controls().getOrDefault(name, "")))
                                .tree());
            }
        }
        RequestDocument.isForSeveralChoices(source);
        Optional<String> options = RequestDocument.streamOptionsWithUsage(source);
        if (options.isPresent()) {
            assertEquals(
                    Optional.of(Kind.TRUE),
                    ReferenceJson.of(bytes(options.get()))
                            .tree()
                            .flatMap(object -> object.last("include_usage"))
                            .map(Node::kind));
        }
        Optional<Node> prompt = tree.last("prompt").filter(value -> value.kind() == Kind.STRING);
        assertEquals(prompt.map(Node::text), document.text(source, "prompt"));
    }

    private static void edited(byte[] input, Node tree, RequestDocument document, Source source) throws IOException {
        Map<String, String> set = new LinkedHashMap<>();
        set.put("model", MODEL);
        set.put("stream", "true");
        Set<String> removed = RequestDocument.LITELLM_MEMBERS;
        boolean hasMessages = tree.last("messages")
                .filter(value -> value.kind() == Kind.ARRAY)
                .isPresent();
        Map<String, String> appended = hasMessages ? Map.of("messages", ADDED) : Map.of();
        boolean isTooOften = tree.members().stream()
                .map(Member::name)
                .filter(name -> set.containsKey(name) || removed.contains(name) || appended.containsKey(name))
                .anyMatch(name -> tree.all(name).size() > MOST_MODELS);
        Optional<BodyEdit> edit =
                BodyEdit.of(source, input.length, document, set, JsonPaths.ofMembers(removed), appended);
        assertEquals(!isTooOften, edit.isPresent());
        if (edit.isEmpty()) {
            return;
        }
        byte[] edited = edit.get().open().readAllBytes();
        assertEquals(edit.get().length(), edited.length);
        assertArrayEquals(edited, readInPieces(edit.get()));
        ReferenceJson result = ReferenceJson.of(edited);
        assertTrue(result.isWhole());
        assertEquals(
                Optional.of(expected(tree, set, removed, appended)).map(RequestFuzz::shown),
                result.tree().map(RequestFuzz::shown));
    }

    private static String shown(Node tree) {
        return tree.toString();
    }

    private static Node expected(
            Node tree, Map<String, String> set, Set<String> removed, Map<String, String> appended) {
        List<Member> members = new ArrayList<>();
        set.forEach((name, value) -> {
            if (tree.last(name).isEmpty()) {
                members.add(new Member(name, json(value)));
            }
        });
        for (Member member : tree.members()) {
            String name = member.name();
            if (set.containsKey(name)) {
                members.add(new Member(name, json(set.getOrDefault(name, ""))));
            } else if (appended.containsKey(name) && member.value().kind() == Kind.ARRAY) {
                List<Member> elements = new ArrayList<>(member.value().members());
                elements.add(new Member("", json(appended.getOrDefault(name, ""))));
                members.add(new Member(name, new Node(Kind.ARRAY, "", elements)));
            } else if (!removed.contains(name)) {
                members.add(member);
            }
        }
        return new Node(Kind.OBJECT, "", members);
    }

    private static Node json(String text) {
        return ReferenceJson.of(bytes(text)).tree().orElseThrow();
    }

    private static byte[] readInPieces(BodyEdit edit) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream body = edit.open()) {
            byte[] piece = new byte[3];
            for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
                read.write(piece, 0, n);
                int one = body.read();
                if (one >= 0) {
                    read.write(one);
                }
            }
        }
        return read.toByteArray();
    }

    /** Values that are the same, and names that are not there, change no byte. */
    private static void untouched(byte[] input, Node tree, RequestDocument document, Source source) throws IOException {
        Map<String, String> same = new LinkedHashMap<>();
        if (document.models().size() == 1) {
            RequestDocument.Span span = document.models().get(0);
            byte[] model = Arrays.copyOfRange(input, (int) span.from(), (int) span.to());
            String text = new String(model, StandardCharsets.UTF_8);
            if (Arrays.equals(model, bytes(text))) {
                same.put("model", text);
            }
        }
        Set<String> absent = tree.last("absent").isPresent() ? Set.of() : Set.of("absent");
        byte[] result = BodyEdit.of(source, input.length, document, same, JsonPaths.ofMembers(absent))
                .orElseThrow()
                .open()
                .readAllBytes();
        assertArrayEquals(input, result);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
