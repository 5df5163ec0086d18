package io.github.fallbackrouting.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a number for each class of failure, as {@code retry_policy} and {@code allowed_fails_policy} have them. */
final class ErrorPolicy {

    private final String ending;

    /** @param ending of its keys, after the class: {@code Retries} or {@code AllowedFails} */
    ErrorPolicy(String ending) {
        this.ending = ending;
    }

    /** The key of a class. */
    String key(ErrorClass failure) {
        return failure.title() + ending;
    }

    /** The numbers; keys of no class that we know are told. */
    Map<ErrorClass, Integer> read(YamlMap policy) {
        List<String> keys = Stream.of(ErrorClass.values()).map(this::key).toList();
        Map<ErrorClass, Integer> numbers = new EnumMap<>(ErrorClass.class);
        for (YamlValue value : policy.all()) {
            ErrorClass.ofKey(value.key(), ending)
                    .ifPresentOrElse(
                            failure -> policy.get(value.key())
                                    .flatMap(number -> number.wholeNumber(0))
                                    .ifPresent(number -> numbers.put(failure, number)),
                            () -> value.unused("is not acted on" + Spelling.hint(value.key(), keys)));
        }
        return numbers;
    }
}
