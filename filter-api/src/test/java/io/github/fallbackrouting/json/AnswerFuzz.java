package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.fuzz.ReferenceJson;
import io.github.fallbackrouting.fuzz.ReferenceJson.Kind;
import io.github.fallbackrouting.fuzz.ReferenceJson.Member;
import io.github.fallbackrouting.fuzz.ReferenceJson.Node;
import io.github.fallbackrouting.fuzz.Splits;
import io.github.fallbackrouting.json.AnswerCheck.Finding;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An answer is judged as another parser's tree of it is, and its label changes the label's places alone. */
public final class AnswerFuzz {

    private static final AnswerLabel LABEL =
            new AnswerLabel(Optional.of("openai/\"w\u00E9st\""), Optional.of("west"), Optional.of("east\n"));

    private AnswerFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        ReferenceJson reference = ReferenceJson.of(input);
        if (reference.isUnknown()) {
            return;
        }
        judged(input, reference);
        labelled(input, reference);
    }

    private static void judged(byte[] input, ReferenceJson reference) {
        List<String> findings = new ArrayList<>();
        for (int[] ends : Splits.of(input)) {
            AnswerCheck check = new AnswerCheck();
            List<Boolean> hopeless = new ArrayList<>();
            Splits.feed(input, ends, (bytes, offset, length) -> {
                check.feed(bytes, offset, length);
                assertTrue(check.isHopeless() || !hopeless.contains(true), "hope does not come back");
                hopeless.add(check.isHopeless());
            });
            Finding finding = check.atEnd();
            assertEquals(reference.isWhole(), finding != Finding.EMPTY && finding != Finding.NOT_JSON);
            assertTrue(!check.isHopeless() || finding == Finding.NOT_JSON || finding == Finding.ERROR);
            reference.tree().ifPresent(tree -> {
                assertEquals(finding(tree), finding);
                if (!tree.repeatsNames() && reference.isStrict() && tree.depth() <= JsonValue.DEPTH_LIMIT) {
                    assertEquals(usage(tree), check.usage());
                }
            });
            findings.add(finding + " " + check.usage() + " " + check.isHopeless());
        }
        assertEquals(1, findings.stream().distinct().count(), findings::toString);
    }

    private static Finding finding(Node tree) {
        if (tree.all("error").stream().anyMatch(AnswerFuzz::isObject)) {
            return Finding.ERROR;
        }
        boolean isFiltered = tree.all("choices").stream()
                .filter(value -> value.kind() == Kind.ARRAY)
                .flatMap(choices -> choices.members().stream())
                .flatMap(choice -> choice.value().all("finish_reason").stream())
                .anyMatch(reason -> is(reason, "content_filter"));
        boolean isRefused =
                tree.last("stop_reason").filter(reason -> is(reason, "refusal")).isPresent();
        boolean isExplained =
                tree.last("stop_details").filter(AnswerFuzz::isObject).isPresent();
        return isFiltered || (isRefused && isExplained) ? Finding.FILTERED : Finding.GOOD;
    }

    private static boolean is(Node value, String text) {
        return value.kind() == Kind.STRING && value.text().equals(text);
    }

    private static boolean isObject(Node value) {
        return value.kind() == Kind.OBJECT;
    }

    private static Usage usage(Node tree) {
        return tree.last("usage")
                .map(JsonValueFuzz::value)
                .map(value -> value instanceof ObjectValue usage ? Usage.of(usage) : Usage.NONE)
                .orElse(Usage.NONE);
    }

    private static void labelled(byte[] input, ReferenceJson reference) throws IOException {
        byte[] edited = AnswerEdit.edited(input, LABEL);
        for (int[] ends : Splits.of(input)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            AnswerEdit edit = new AnswerEdit(LABEL, out::write);
            Splits.feed(input, ends, edit::feed);
            edit.end();
            assertArrayEquals(edited, out.toByteArray());
        }
        assertSame(input, AnswerEdit.edited(input, AnswerLabel.NONE));
        if (input.length > 0 && input[0] == (byte) 0xEF) {
            assertSame(input, edited);
        } else if (reference.isWhole()) {
            assertTrue(ReferenceJson.of(edited).isWhole());
            assertSame(edited, AnswerEdit.edited(edited, LABEL), "a label that is there already changes nothing");
            reference
                    .tree()
                    .ifPresent(tree -> assertEquals(
                            Optional.of(labelled(tree)).map(Node::toString),
                            ReferenceJson.of(edited).tree().map(Node::toString)));
        }
    }

    private static Node labelled(Node tree) {
        if (!isObject(tree)) {
            return tree;
        }
        List<Member> members = new ArrayList<>();
        for (Member member : tree.members()) {
            members.add(new Member(member.name(), labelled(member)));
        }
        if (tree.last("_hidden_params").isEmpty()) {
            members.add(new Member("_hidden_params", with("model_used", LABEL.hiddenModel(), List.of())));
        }
        return new Node(Kind.OBJECT, "", members);
    }

    private static Node labelled(Member member) {
        Node value = member.value();
        return switch (member.name()) {
            case "model" -> value.kind() == Kind.STRING ? string(LABEL.model()) : value;
            case "usage" -> isObject(value) ? with("model", LABEL.usageModel(), value.members()) : value;
            case "_hidden_params" ->
                with("model_used", LABEL.hiddenModel(), isObject(value) ? value.members() : List.of());
            default -> value;
        };
    }

    /** An object with this value for every member of that name, or for one more. */
    private static Node with(String name, Optional<String> text, List<Member> members) {
        List<Member> changed = new ArrayList<>();
        for (Member member : members) {
            changed.add(member.name().equals(name) ? new Member(name, string(text)) : member);
        }
        if (members.stream().noneMatch(member -> member.name().equals(name))) {
            changed.add(new Member(name, string(text)));
        }
        return new Node(Kind.OBJECT, "", changed);
    }

    private static Node string(Optional<String> text) {
        return new Node(Kind.STRING, text.orElseThrow(), List.of());
    }
}
