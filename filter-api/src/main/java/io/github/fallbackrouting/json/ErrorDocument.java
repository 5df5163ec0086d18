package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider's error body says, each part empty where it says nothing and cut after 500 characters. Immutable.
 *
 * <p>It knows the shapes of OpenAI and Azure OpenAI ({@code {"error":{"message","type","code"}}}, Azure with an
 * {@code innererror}), Anthropic ({@code {"type":"error","error":{"type","message"}}}), vLLM and others that are flat
 * ({@code {"message","type","code"}}), FastAPI ({@code {"detail":"…"}}), Gemini's OpenAI-compatible endpoint (an array, with
 * a {@code status} in place of the type) and {@code {"error":"…"}}.
 *
 * @param code such as {@code context_length_exceeded}, or a number's digits
 * @param innerCode of Azure's {@code innererror}, such as {@code ResponsibleAIPolicyViolation}
 * @param type such as {@code invalid_request_error}
 * @param message in the provider's words: it may quote the request, so that it belongs in no log and no header
 */
public record ErrorDocument(String code, String innerCode, String type, String message) {

    /** A body that says nothing. */
    public static final ErrorDocument NONE = new ErrorDocument("", "", "", "");

    /** The longest part that is kept, in UTF-16 units. */
    private static final int PART_LIMIT = 500;

    /** The longest body that is looked at, in bytes. The longest errors are those that quote a prompt. */
    private static final int BODY_LIMIT = 256 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final ObjectValue NOTHING = new ObjectValue(Map.of());

    /** With every part cut. */
    public ErrorDocument {
        code = cut(code);
        innerCode = cut(innerCode);
        type = cut(type);
        message = cut(message);
    }

    /**
     * Reads an error body; never throws for what is in it.
     *
     * @param body starts with the body
     * @param length of the body in bytes
     * @return {@link #NONE} if it is no JSON, longer than 256 KiB, more than 32 levels deep, or says nothing
     */
    public static ErrorDocument read(byte[] body, int length) {
        if (length > BODY_LIMIT) {
            return NONE;
        }
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        return JsonValue.read(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
                .map(ErrorDocument::of)
                .orElse(NONE);
    }

    private static ErrorDocument of(JsonValue body) {
        ObjectValue whole = object(Optional.of(body instanceof ArrayValue array ? first(array) : body));
        Optional<JsonValue> error = whole.member("error");
        if (error.isPresent() && error.get() instanceof ObjectValue said) {
            return new ErrorDocument(
                    text(said, "code"),
                    text(object(said.member("innererror")), "code"),
                    firstOf(string(said, "type"), string(said, "status")),
                    string(said, "message"));
        }
        return new ErrorDocument(
                text(whole, "code"),
                "",
                string(whole, "type"),
                firstOf(string(whole, "message"), firstOf(string(whole, "error"), string(whole, "detail"))));
    }

    private static JsonValue first(ArrayValue array) {
        return array.elements().isEmpty() ? array : array.elements().get(0);
    }

    private static ObjectValue object(Optional<JsonValue> value) {
        return value.isPresent() && value.get() instanceof ObjectValue object ? object : NOTHING;
    }

    private static String string(ObjectValue object, String name) {
        return object.member(name).orElse(NOTHING) instanceof StringValue string ? string.text() : "";
    }

    /** As {@link #string}, and a number's text too. */
    private static String text(ObjectValue object, String name) {
        return object.member(name).orElse(NOTHING) instanceof NumberValue number ? number.text() : string(object, name);
    }

    private static String firstOf(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    /** Never in the middle of a surrogate pair. */
    private static String cut(String part) {
        if (part.length() <= PART_LIMIT) {
            return part;
        }
        boolean splits = Character.isHighSurrogate(part.charAt(PART_LIMIT - 1));
        return part.substring(0, splits ? PART_LIMIT - 1 : PART_LIMIT);
    }
}
