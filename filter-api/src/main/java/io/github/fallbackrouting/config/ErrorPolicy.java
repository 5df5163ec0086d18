package io.github.fallbackrouting.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a number for each class of failure, as {@code retry_policy} and {@code allowed_fails_policy} have them. */
final class ErrorPolicy {

    private final String ending;
    private final Set<ErrorClass> classes;

    /**
     * @param ending of its keys, after the class: {@code Retries} or {@code AllowedFails}
     * @param classes that have a key
     */
    ErrorPolicy(String ending, Set<ErrorClass> classes) {
        this.ending = ending;
        this.classes = classes;
    }

    /** The key of a class. */
    String key(ErrorClass failure) {
        return failure.title() + ending;
    }

    /** The numbers; keys of no class that we know are told. */
    Map<ErrorClass, Integer> read(YamlMap policy) {
        Map<ErrorClass, Integer> numbers = new EnumMap<>(ErrorClass.class);
        for (YamlValue value : policy.all()) {
            ErrorClass.ofKey(value.key(), ending)
                    .filter(classes::contains)
                    .ifPresentOrElse(
                            failure -> policy.get(value.key())
                                    .flatMap(number -> number.wholeNumber(0))
                                    .ifPresent(number -> numbers.put(failure, number)),
                            () -> value.unused("is not acted on" + hint(value.key())));
        }
        return numbers;
    }

    private String hint(String key) {
        List<String> keys = classes.stream().map(this::key).toList();
        String near = Spelling.hint(key, keys);
        return near.isEmpty() ? ", since the keys of a policy are " + String.join(", ", keys) : near;
    }
}
