package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.fuzz.ReferenceJson;
import io.github.fallbackrouting.fuzz.ReferenceJson.Node;
import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.Literal;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A text is read as another parser reads it, or not at all, and what is written is read as the same again. */
public final class JsonValueFuzz {

    private static final int LONGEST_PART = 500;

    private JsonValueFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) {
        ReferenceJson reference = ReferenceJson.of(input);
        if (reference.isUnknown()) {
            return;
        }
        Optional<JsonValue> read = JsonValue.read(new String(input, StandardCharsets.UTF_8));
        Optional<Node> readable =
                reference.isStrict() ? reference.tree().filter(JsonValueFuzz::isShallow) : Optional.empty();

        assertEquals(readable.map(JsonValueFuzz::value), read);
        read.ifPresent(value -> assertEquals(Optional.of(value), JsonValue.read(value.toJson())));
        read.ifPresent(value -> assertTrue(
                ReferenceJson.of(value.toJson().getBytes(StandardCharsets.UTF_8))
                        .isStrict(),
                value::toJson));
        error(input, reference);
    }

    private static boolean isShallow(Node tree) {
        return tree.depth() <= JsonValue.DEPTH_LIMIT;
    }

    /** The reference's value in our words. */
    static JsonValue value(Node node) {
        return switch (node.kind()) {
            case OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                node.members().forEach(member -> members.put(member.name(), value(member.value())));
                yield new ObjectValue(members);
            }
            case ARRAY ->
                new ArrayValue(node.members().stream()
                        .map(member -> value(member.value()))
                        .toList());
            case STRING -> new StringValue(node.text());
            case NUMBER -> new NumberValue(node.text());
            case TRUE -> Literal.TRUE;
            case FALSE -> Literal.FALSE;
            case NULL -> Literal.NULL;
        };
    }

    private static void error(byte[] input, ReferenceJson reference) {
        ErrorDocument error = ErrorDocument.read(input, input.length);
        for (String part : new String[] {error.code(), error.innerCode(), error.type(), error.message()}) {
            assertTrue(part.length() <= LONGEST_PART, part);
        }
        if (!reference.isWhole()) {
            assertEquals(ErrorDocument.NONE, error);
        }
        reference
                .tree()
                .filter(tree -> isShallow(tree) && reference.isWhole())
                .flatMap(tree -> tree.last("error"))
                .filter(said -> said.kind() == ReferenceJson.Kind.OBJECT)
                .flatMap(said -> said.last("message"))
                .filter(said -> said.kind() == ReferenceJson.Kind.STRING && reference.isStrict())
                .ifPresent(said -> assertTrue(said.text().startsWith(error.message())
                        && error.message().length()
                                >= Math.min(LONGEST_PART - 1, said.text().length())));
    }
}
