package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorDocumentTest {

    private static ErrorDocument read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // What stands behind the body is none of it.
        return ErrorDocument.read(Arrays.copyOf(bytes, bytes.length + 5), bytes.length);
    }

    private static ErrorDocument error(String code, String type, String message) {
        return new ErrorDocument(code, "", type, message);
    }

    @Test
    void readsOpenAis() {
        assertEquals(
                error(
                        "context_length_exceeded",
                        "invalid_request_error",
                        "This model's maximum context length is 8192."),
                read("""
                        {
                          "error": {
                            "message": "This model's maximum context length is 8192.",
                            "type": "invalid_request_error",
                            "param": "messages",
                            "code": "context_length_exceeded"
                          }
                        }"""));
        assertEquals(
                error("", "server_error", "no"),
                read("{\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"param\":null,\"code\":null}}"));
        assertEquals(
                error("429", "", "no"),
                read("{\"error\":{\"code\":429,\"message\":\"no\",\"metadata\":{\"code\":1}}}"));
    }

    @Test
    void readsAzuresContentFilter() {
        assertEquals(
                new ErrorDocument("content_filter", "ResponsibleAIPolicyViolation", "", "The response was filtered"),
                read("{\"error\":{\"message\":\"The response was filtered\",\"type\":null,\"param\":\"prompt\","
                        + "\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\","
                        + "\"content_filter_result\":{\"hate\":{\"filtered\":true,\"severity\":\"high\"}}}}}"));
    }

    @Test
    void readsAnthropics() {
        assertEquals(
                error("", "overloaded_error", "Overloaded"),
                read(
                        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},\"request_id\":\"r\"}"));
    }

    @Test
    void readsVllmsAndOtherFlatOnes() {
        assertEquals(
                error("400", "BadRequestError", "too long"),
                read(
                        "{\"object\":\"error\",\"message\":\"too long\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}"));
        assertEquals(error("unauthorized", "", "no key"), read("{\"code\":\"unauthorized\",\"message\":\"no key\"}"));
        assertEquals(error("", "", "Not Found"), read("{\"detail\":\"Not Found\"}"));
        assertEquals(error("7", "", "no"), read("{\"error\":null,\"code\":7,\"message\":\"no\"}"));
    }

    @Test
    void readsGeminis() {
        assertEquals(
                error("400", "INVALID_ARGUMENT", "API key not valid."),
                read("[{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"API key not valid.\",\n"
                        + "    \"status\": \"INVALID_ARGUMENT\",\n    \"details\": [{\"@type\": \"x\"}]\n  }\n}\n]"));
        assertEquals(error("", "own", ""), read("{\"error\":{\"type\":\"own\",\"status\":\"OTHER\"}}"));
    }

    @Test
    void readsAnErrorThatIsAText() {
        assertEquals(error("", "", "model not found"), read("{\"error\":\"model not found\"}"));
        assertEquals(error("c", "", "no"), read("{\"code\":\"c\",\"error\":\"no\"}"));
        assertEquals(
                error("", "", "exact"),
                read("{\"status\":500,\"error\":\"Internal Server Error\",\"message\":\"exact\"}"));
    }

    @Test
    void readsBehindAByteOrderMark() {
        assertEquals(error("", "", "no"), read("\uFEFF{\"error\":\"no\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "upstream connect error",
                "<html><body>502</body></html>",
                "{\"error\":{\"code\":\"cut\"",
                "{\"error\":{\"code\":\"twice\"}}{}",
                "data: {\"error\":{\"code\":\"x\"}}",
                "null",
                "17",
                "\"error\"",
                "[]",
                "[[]]",
                "[1,{\"error\":{\"code\":\"second\"}}]",
                "{}",
                "{\"error\":null}",
                "{\"error\":[]}",
                "{\"error\":[{\"code\":\"x\"}]}",
                "{\"error\":{}}",
                "{\"error\":true}",
                "{\"error\":{\"code\":true,\"type\":4,\"message\":[\"x\"],\"innererror\":\"x\"}}",
                "{\"errors\":{\"code\":\"x\"}}",
                "{\"detail\":[{\"msg\":\"x\"}]}",
                "{\"error\":{\"x\":{\"code\":\"deep\"}}}",
            })
    void saysNothingWhereNothingIsSaid(String text) {
        assertEquals(ErrorDocument.NONE, read(text));
    }

    @Test
    void looksNeitherTooDeepNorTooFar() {
        assertSame(
                ErrorDocument.NONE, read("{\"error\":{\"code\":\"x\",\"d\":" + "[".repeat(31) + "]".repeat(31) + "}}"));
        assertEquals(
                error("x", "", ""), read("{\"error\":{\"code\":\"x\",\"d\":" + "[".repeat(30) + "]".repeat(30) + "}}"));
        String start = "{\"error\":{\"code\":\"x\"}}";
        assertEquals(error("x", "", ""), read(start + " ".repeat(256 * 1024 - start.length())));
        assertSame(ErrorDocument.NONE, read(start + " ".repeat(256 * 1024 + 1 - start.length())));
    }

    @Test
    void cutsWhatIsLong() {
        String most = "x".repeat(500);
        String part = "\"" + most + "y\"";
        ErrorDocument cut = read("{\"error\":{\"code\":" + part + ",\"type\":" + part + ",\"message\":" + part
                + ",\"innererror\":{\"code\":" + part + "}}}");

        assertEquals(new ErrorDocument(most, most, most, most), cut);
        assertEquals(most, cut.message());
        assertEquals(
                "x".repeat(499),
                read("{\"error\":\"" + "x".repeat(499) + "\uD83D\uDE00\"}").message());
        assertEquals(
                "x".repeat(498) + "\uD83D\uDE00",
                read("{\"error\":\"" + "x".repeat(498) + "\uD83D\uDE00\"}").message());
    }

    @Test
    void neverThrows() {
        byte[] text =
                "[{\"error\":{\"code\":400,\"message\":\"a\\u00fc\\n\",\"type\":null,\"innererror\":{\"code\":\"x\"}}}]"
                        .getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = text.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
            }
            ErrorDocument document = ErrorDocument.read(bytes, random.nextInt(bytes.length + 1));
            assertTrue(document.message().length() <= bytes.length, "seed " + seed);
        }
    }
}
