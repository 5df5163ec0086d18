package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "/chat/completions         | /chat/completions",
                "chat/completions          | /chat/completions",
                "/chat/completions/        | /chat/completions",
                "/chat/completions         | /chat/completions/",
                "/chat/completions         | /api/v1/chat/completions",
                "/chat//completions        | /chat/completions",
                "//chat/completions        | /chat/completions",
                "/chat/{id}/completions    | /chat/7/completions",
                "/chat/{id}/completions    | /v1/chat/a/b/completions",
                "{tenant}/chat             | /acme/chat",
                "/chat/{id}                | /chat/7",
                "/chat/{id}                | /chat/7/",
                "/chat/{id}//              | /chat/7",
                "/chat/{path: .*}          | /chat/a/b/c",
                "/chat/{path: .*}          | /chat/",
                "/chat/{id: \\d{1,3}}/run  | /chat/12/run",
                "/a/{b}/{c}/d              | /a/1/2/d",
                "/a{suffix: (/x)?}/d       | /a/d",
                "/{a}-{b}/c                | /1-2/c",
                "/{deployment}//chat       | /x/chat",
                "/gr%C3%BCn                | /gr\u00fcn",
                "/a b                      | /a b",
                "/                         | /anything",
                "``                        | /anything",
                "``                        | ``",
                "/                         | /",
            })
    void mayMatchWhatTheTemplateCanHave(String template, String path) {
        assertTrue(PathPattern.ofTemplate(template).mayMatch(path));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "/chat/completions         | /completions",
                "/completions              | /xcompletions",
                "/chat/completions         | /chat/completions/7",
                "/chat/completions         | /chat/Completions",
                "/chat/{id}/completions    | /chat/completions",
                "/chat/{id}/completions    | /chat/7/embeddings",
                "/chat/{id}/completions    | /talk/7/completions",
                "/a/{b}/c/{d}/e            | /a/1/2/e",
                "/a/{b}/c                  | /c/1/a/c/d",
                "/chat.{format}/x          | /chatter/x",
                "/chat/{id}                | /talk/7",
            })
    void doesNotMatchWhatItCannotHave(String template, String path) {
        assertFalse(PathPattern.ofTemplate(template).mayMatch(path));
    }

    @Test
    void matchesEverythingWhereNothingIsKnown() {
        assertTrue(PathPattern.any().mayMatch("/whatever"));
        assertTrue(PathPattern.any().mayMatch(""));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "/chat/completions            | /chat/completions",
                "chat//completions/           | /chat/completions",
                "/chat/{id}/completions       | /completions",
                "/{id: \\d{2}}/embeddings     | /embeddings",
            })
    void knowsTheEndThatAllPathsHave(String template, String ending) {
        assertEquals(Optional.of(ending), PathPattern.ofTemplate(template).ending());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"/", "``", "/chat/{id}", "/chat/{id}/", "/gr%C3%BCn"})
    void knowsNoEndWhereThePathIsVariable(String template) {
        assertEquals(Optional.empty(), PathPattern.ofTemplate(template).ending());
        assertEquals(Optional.empty(), PathPattern.any().ending());
    }

    @Test
    void takesNoLongerForAPathThatIsMadeToBeSlow() {
        PathPattern pattern = PathPattern.ofTemplate("/a/{1}/a/{2}/a/{3}/a/{4}/b/{5}/c");
        String path = "/a/x".repeat(20_000) + "/c";

        assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> pattern.mayMatch(path)));
    }
}
