package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.Literal;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

    private static JsonValue read(String text) {
        return JsonValue.read(text).orElseThrow();
    }

    @Test
    void readsEveryKindOfValue() {
        assertEquals(new StringValue("a\"\u00fc\uD83D\uDE00\n"), read("\"a\\\"\\u00FC\uD83D\uDE00\\n\""));
        assertEquals(new NumberValue("-1.50E+03"), read("-1.50E+03"));
        assertEquals(Literal.TRUE, read("true"));
        assertEquals(Literal.FALSE, read("false"));
        assertEquals(Literal.NULL, read("null"));
        assertEquals(new ArrayValue(List.of()), read("[]"));
        assertEquals(new ObjectValue(Map.of()), read("{ }"));
        assertEquals(
                new ArrayValue(List.of(new NumberValue("1"), new ObjectValue(Map.of("a", new ArrayValue(List.of()))))),
                read(" [1 ,\r\n{\t\"a\" : [ ] } ] "));
    }

    @Test
    void keepsMembersInTheirOrder() {
        ObjectValue object = (ObjectValue) read("{\"z\":1,\"a\":2,\"m\":3}");

        assertEquals(List.of("z", "a", "m"), List.copyOf(object.members().keySet()));
        assertEquals(Optional.of(new NumberValue("2")), object.member("a"));
        assertEquals(Optional.empty(), object.member("b"));
    }

    @Test
    void takesTheLastOfTwoMembers() {
        assertEquals(
                "{\"a\":3,\"b\":2}", read("{\"a\":1,\"b\":2,\"\\u0061\":3}").toJson());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,-0.5e-7,\"x\",{\"b\":null}],\"c\":true,\"\":false}",
                "12345678901234567890123456789012345678901234567890",
                "\"\\u0000\\\"\\\\\\ud83d \u2028\uD83D\uDE00\"",
                "[[],{},[{}]]",
            })
    void writesWhatItReads(String text) {
        assertEquals(text, read(text).toJson());
        assertEquals(read(text), read(read(text).toJson()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "{\"a\":1]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "1 2",
                "{}x",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u+123\"",
                "\"a\nb\"",
                "\"\u0000\"",
                "'a'",
                "tru",
                "True",
                "truee",
                "nul",
                "undefined",
                "NaN",
                "Infinity",
                "-Infinity",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e+",
                "0x10",
                "--1",
                "\u00a01",
                "\uFEFF1",
                "\u0000",
                "1\u0000",
                "// x\n1",
                "<html>"
            })
    void refusesWhatIsNotJson(String text) {
        assertEquals(Optional.empty(), JsonValue.read(text));
    }

    @Test
    void goesThirtyTwoLevelsDeepAndNoFurther() {
        assertEquals(
                "[".repeat(32) + "]".repeat(32),
                read("[".repeat(32) + "]".repeat(32)).toJson());
        assertEquals(Optional.empty(), JsonValue.read("[".repeat(33) + "]".repeat(33)));
        assertEquals(Optional.empty(), JsonValue.read("[".repeat(1_000_000)));
        assertEquals(Optional.empty(), JsonValue.read("{\"a\":[".repeat(100_000)));
        String wide = "[" + "[{}],".repeat(100) + "1]";
        assertEquals(wide, read(wide).toJson());
    }

    @Test
    void readsLongTexts() {
        String number = "1" + "0".repeat(100_000) + "." + "1".repeat(100_000) + "e" + "9".repeat(100_000);
        assertEquals(new NumberValue(number), read(number));
        assertEquals(new StringValue("\n".repeat(100_000)), read("\"" + "\\n".repeat(100_000) + "\""));
    }

    @Test
    void cannotBeChanged() {
        Map<String, JsonValue> members = new LinkedHashMap<>(Map.of("a", Literal.TRUE));
        List<JsonValue> elements = new ArrayList<>(List.of(Literal.TRUE));
        ObjectValue object = new ObjectValue(members);
        ArrayValue array = new ArrayValue(elements);
        members.clear();
        elements.clear();

        assertEquals("{\"a\":true}", object.toJson());
        assertEquals("[true]", array.toJson());
        assertThrows(UnsupportedOperationException.class, () -> object.members().put("b", Literal.NULL));
        assertThrows(UnsupportedOperationException.class, () -> array.elements().add(Literal.NULL));
    }
}
