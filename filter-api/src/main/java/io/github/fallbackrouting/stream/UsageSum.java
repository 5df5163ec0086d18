package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.JsonValue;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.Usage;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the parts of one answer say that they used; each part may say it several times, and the last counts. Not
 * thread-safe.
 */
final class UsageSum {

    private @Nullable ObjectValue earlier;
    private @Nullable ObjectValue current;

    /** The part that comes next is another deployment's. */
    void nextPart() {
        ObjectValue said = current;
        if (said != null) {
            ObjectValue before = earlier;
            earlier = before == null ? said : with(before, sum(before, said));
        }
        current = null;
    }

    /**
     * The current part says what it used.
     *
     * @param json a {@code usage} object
     * @return what all parts used, in the members of this one; empty if it is the same
     */
    Optional<String> said(String json) {
        if (!(JsonValue.read(json).orElse(null) instanceof ObjectValue usage)) {
            return Optional.empty();
        }
        ObjectValue said = current;
        current = said == null ? usage : with(said, usage);
        ObjectValue before = earlier;
        return before == null
                ? Optional.empty()
                : Optional.of(sum(usage, before).toJson());
    }

    /** All members of both; those of the second count. */
    private static ObjectValue with(ObjectValue one, ObjectValue other) {
        Map<String, JsonValue> members = new LinkedHashMap<>(one.members());
        members.putAll(other.members());
        return new ObjectValue(members);
    }

    /** The members of the first, with those of the second added where both are numbers. */
    private static ObjectValue sum(ObjectValue one, ObjectValue other) {
        Map<String, JsonValue> members = new LinkedHashMap<>(one.members());
        members.replaceAll((name, value) ->
                other.member(name).map(added -> sum(value, added)).orElse(value));
        return new ObjectValue(members);
    }

    private static JsonValue sum(JsonValue one, JsonValue other) {
        if (one instanceof NumberValue number
                && other instanceof NumberValue added
                && isShort(number)
                && isShort(added)) {
            return new NumberValue(new BigDecimal(number.text())
                    .add(new BigDecimal(added.text()))
                    .toPlainString());
        }
        return one instanceof ObjectValue object && other instanceof ObjectValue added ? sum(object, added) : one;
    }

    /** A number with a thousand digits, or an exponent of a billion, is no count of tokens. */
    private static boolean isShort(NumberValue number) {
        return number.text().length() <= 24 && number.text().chars().noneMatch(c -> c == 'e' || c == 'E');
    }

    /** What the current part says that it used. */
    Usage ofPart() {
        ObjectValue said = current;
        return said == null ? Usage.NONE : Usage.of(said);
    }
}
