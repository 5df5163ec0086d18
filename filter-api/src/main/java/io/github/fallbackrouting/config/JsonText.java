package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes a value of the file as JSON, with the types that LiteLLM's YAML 1.1 parser gives to what is not quoted. */
final class JsonText {

    /** Not {@code 010}, which is octal in YAML 1.1 and something else in YAML 1.2; it stays text. */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:(?:0|[1-9][\\d_]*)(?:\\.[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d{1,3})?");

    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    /** The JSON text of a value; empty if a mistake has been noted. */
    static Optional<String> of(YamlValue value) {
        JsonText text = new JsonText();
        return text.write(value) ? Optional.of(text.out.toString()) : Optional.empty();
    }

    private boolean write(YamlValue value) {
        if (value.isNull()) {
            out.append("null");
            return true;
        }
        if (value.isMap()) {
            return object(value.map().all());
        }
        if (value.isList()) {
            return array(value.items("a list"));
        }
        return scalar(value);
    }

    private boolean object(List<YamlValue> members) {
        out.append('{');
        for (YamlValue member : members) {
            out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
            quoted(member.key());
            out.append(':');
            if (!write(member)) {
                return false;
            }
        }
        out.append('}');
        return true;
    }

    private boolean array(List<YamlValue> items) {
        String separator = "";
        out.append('[');
        for (YamlValue item : items) {
            out.append(separator);
            separator = ",";
            if (!write(item)) {
                return false;
            }
        }
        out.append(']');
        return true;
    }

    private boolean scalar(YamlValue value) {
        Optional<String> text = value.anyText("a value without one");
        if (text.isEmpty()) {
            return false;
        }
        if (!value.isPlain() || value.isReference()) {
            quoted(text.get());
            return true;
        }
        if (NOT_FINITE.matcher(text.get()).matches()) {
            value.mistake("a number that JSON has");
            return false;
        }
        plain(text.get());
        return true;
    }

    private void plain(String text) {
        if (NUMBER.matcher(text).matches()) {
            out.append(new BigDecimal(text.replace("_", "")));
            return;
        }
        switch (text) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> out.append(true);
            case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> out.append(false);
            default -> quoted(text);
        }
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
