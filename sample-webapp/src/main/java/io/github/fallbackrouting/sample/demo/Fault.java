package io.github.fallbackrouting.sample.demo;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a built-in deployment fails. */
enum Fault {
    /** Not at all. */
    NONE("none"),
    /** 429 with {@code Retry-After}. */
    RATE_LIMITED("429"),
    /** 503. */
    OVERLOADED("503"),
    /** 500. */
    SERVER_ERROR("500"),
    /** 401, whatever the key. */
    UNAUTHORIZED("401"),
    /** Nobody listens on the port. */
    REFUSED("refused"),
    /** A TCP reset in place of an answer. */
    RESET("reset"),
    /** No answer, until the caller goes away. */
    HANG("hang"),
    /** 200 with a page of HTML, as proxies answer. */
    HTML("html"),
    /** 200 that says JSON, but there is nothing in it. */
    EMPTY("empty"),
    /** 200 that ends before the length that it announced. */
    TRUNCATED("truncated"),
    /** Half of an answer, and then nothing until the caller goes away. */
    STALL("stall"),
    /** 200 with an {@code error} object in it. */
    ERROR_IN_200("error-in-200");

    private final String word;

    Fault(String word) {
        this.word = word;
    }

    /** What it is called over HTTP. */
    String word() {
        return word;
    }

    /** The fault of this name; empty if there is none. */
    static Optional<Fault> of(String word) {
        return Arrays.stream(values()).filter(fault -> fault.word.equals(word)).findFirst();
    }

    /** The names of all, for people. */
    static String words() {
        return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
    }
}
