package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no YAML, no mapping, or meant to exhaust whoever reads them. */
class YamlFileTest {

    static Stream<Arguments> files() {
        return Stream.of(
                row("", "f.yaml:1: the file is empty, expected a mapping with model_list"),
                row("# nothing\n", "f.yaml:1: the file is empty, expected a mapping with model_list"),
                row("- a", "f.yaml:1: the file holds no mapping, expected a mapping with model_list"),
                row(
                        "a: 1\nb: 2\n---\nc: 3",
                        "f.yaml:3: a second document begins here, expected one document in the file"),
                row(
                        "a:\n\tb: 1",
                        "f.yaml:2: this is not valid YAML: found character '\\t(TAB)' that cannot start any token."
                                + " (Do not use \\t(TAB) for indentation)"),
                row(
                        "a: 1\nb: 'x\nc: 1",
                        "f.yaml:3: this is not valid YAML: found unexpected end of stream, while scanning a"
                                + " quoted scalar that began in line 2"),
                row("a: 1\n b: 2", "f.yaml:2: this is not valid YAML: mapping values are not allowed here"),
                row("a: {b: 1", "f.yaml:1: this is not valid YAML: expected ',' or '}', but got <stream end>"),
                row("a: *nope", "f.yaml:1: this is not valid YAML: found undefined alias"),
                row(
                        "a: 1\nb: \u0001",
                        "f.yaml:2: the character U+0001 is not allowed in YAML, expected printable text"),
                row("%YAML 7.0\n---\na: 1", "f.yaml:1: this is not YAML that we can read: Version{major=7, minor=0}"),
                row("a: &a [*a]", "f.yaml:1: a contains itself by an alias, expected values only"),
                row("a: &a\n  <<: *a\n  k: 1", "f.yaml:1: a contains itself by an alias, expected values only"),
                row("x: {a: 1, b: {c: 1,\n c: 2}}", "f.yaml:2: x.b.c stands here and in line 1, expected once"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void refusesWhatIsNoMapping(String yaml, String sentence) {
        assertEquals(sentence, assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Read.mistakes(yaml)));
    }

    @Test
    void refusesOtherEncodings() {
        assertEquals(
                "f.yaml:1: the file has a byte that is not UTF-8, expected UTF-8",
                Read.mistakes("model_list: []".getBytes(StandardCharsets.UTF_16)));
        assertEquals(
                "f.yaml:3: the file has a byte that is not UTF-8, expected UTF-8",
                Read.mistakes("a: 1\nb: 2\nc: \u00e4".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void refusesALargeFileBeforeParsingIt() {
        assertEquals(
                "f.yaml:1: the file is larger than 1 MiB, expected a LiteLLM config.yaml",
                Read.mistakes("a: " + "x".repeat(1 << 20)));
    }

    @Test
    void refusesDeepNesting() {
        assertEquals(
                "f.yaml:1: the file is nested deeper than 64 levels, expected fewer",
                Read.mistakes("a: " + "[".repeat(500_000)));
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + (before + ", ").repeat(8) + before + "]\n");
        }
        assertEquals(
                "f.yaml:1: the file's aliases make more than 1048576 values of it, expected fewer",
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Read.mistakes(bomb.toString())));
    }

    @Test
    void refusesALongTextThatAliasesMultiply() {
        String text = "a: &a " + "x".repeat(500_000) + "\nb: [" + "*a, ".repeat(1_000) + "]";
        assertEquals(
                "f.yaml:1: the file's aliases make more than 1048576 values of it, expected fewer",
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Read.mistakes(text)));
    }

    @Test
    void refusesALongChainOfMergeKeys() {
        StringBuilder chain = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 9_000; i++) {
            chain.append("a" + i + ": &a" + i + " {<<: *a" + (i - 1) + "}\n");
        }
        assertEquals(
                "f.yaml:1: the file's aliases make more than 1048576 values of it, expected fewer",
                Read.mistakes(chain + "router_settings: *a8999"));
    }

    @Test
    void followsAChainOfMergeKeysThatIsAllowed() {
        StringBuilder chain = new StringBuilder("a0: &a0 {max_fallbacks: x}\n");
        for (int i = 1; i < 1_000; i++) {
            chain.append("a" + i + ": &a" + i + " {<<: *a" + (i - 1) + "}\n");
        }
        assertEquals(
                "f.yaml:1: router_settings.max_fallbacks is 'x', expected a whole number of at least 0",
                Read.mistakes(chain
                        + "router_settings: *a999\nmodel_list: [{model_name: g, litellm_params: {model: hosted_vllm/m,"
                        + " api_base: http://h}}]"));
    }

    private static Arguments row(String yaml, String sentence) {
        return Arguments.of(yaml, sentence);
    }
}
