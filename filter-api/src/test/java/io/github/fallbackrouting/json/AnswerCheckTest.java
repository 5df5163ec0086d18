package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.AnswerCheck.Finding;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCheckTest {

    private static AnswerCheck fed(String text) {
        AnswerCheck check = new AnswerCheck();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            check.feed(new byte[] {b}, 0, 1);
        }
        return check;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{}",
                "[]",
                "[{\"error\":{}}]",
                "\"text\"",
                "1.5",
                "{\"id\":\"resp_1\",\"error\":null,\"output\":[]}",
                "{\"error\":\"text\"}",
                "{\"error\":false}",
                "{\"error\":[]}",
                "{\"error\":[{}]}",
                "{\"error\":0}",
                "{\"choices\":[{\"error\":{\"code\":1}}]}",
                "{\"data\":{\"error\":{}}}",
                "{\"content\":\"\\\"error\\\":{}\"}",
                "{\"errors\":{}}",
                "{\"Error\":{}}",
            })
    void callsAWholeAnswerGood(String text) {
        assertEquals(Finding.GOOD, fed(text).atEnd());
        assertFalse(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"overloaded\"}}",
                "{\"error\":{}}",
                "{\"id\":1, \"error\" : { } , \"x\":2}",
                "{\"\\u0065rror\":{}}",
                "{\"\\u0065\\u0072\\u0072\\u006F\\u0072\":{}}",
                "{\"error\":null,\"error\":{}}",
                "{\"error\":{},\"error\":null}",
                "{\"error\":{\"error\":null}}",
            })
    void callsAnErrorObjectAnError(String text) {
        assertEquals(Finding.ERROR, fed(text).atEnd());
        assertTrue(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t"})
    void callsNothingEmpty(String text) {
        assertEquals(Finding.EMPTY, fed(text).atEnd());
        assertFalse(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[", "{", "\"te", "{\"error\":{}", "{\"error\":{}} x", "1e"})
    void callsWhatIsCutNotJson(String text) {
        assertEquals(Finding.NOT_JSON, fed(text).atEnd());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "upstream connect error", "{}{}", "data: {}"})
    void knowsWhatCanBecomeNoJsonBeforeItsEnd(String text) {
        assertTrue(fed(text).isHopeless());
        assertEquals(Finding.NOT_JSON, fed(text).atEnd());
    }

    @Test
    void knowsAnErrorBeforeItsEnd() {
        assertFalse(fed("{\"error\":{\"message\":\"no\"").isHopeless());
        assertTrue(fed("{\"error\":{\"message\":\"no\"}").isHopeless());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":null},\"finish_reason\":\"content_filter\"}]}",
                "{\"choices\":[{\"finish_reason\":\"stop\"},{\"finish_reason\":\"content_filter\"},{\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[{\"finish_reason\":\"content\\u005Ffilter\"}],\"error\":null}",
                "{\"choices\":[null,[],{\"logprobs\":[{}],\"finish_reason\":\"content_filter\",\"x\":[]}],\"usage\":{}}",
                "{\"stop_reason\":\"refusal\",\"stop_details\":{}}",
                "{\"stop_details\":{\"type\":\"refusal\"},\"content\":[],\"stop_reason\":\"refusal\"}",
            })
    void callsWhatAContentFilterKeptBackFiltered(String text) {
        assertEquals(Finding.FILTERED, fed(text).atEnd());
        assertFalse(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[{\"finish_reason\":null}]}",
                "{\"choices\":[{\"finish_reason\":[\"content_filter\"]}]}",
                "{\"choices\":[{\"finish_reason\":\"content_filters\"}]}",
                "{\"choices\":[{\"message\":{\"finish_reason\":\"content_filter\"}}]}",
                "{\"choices\":[[{\"finish_reason\":\"content_filter\"}]]}",
                "{\"choices\":{\"finish_reason\":\"content_filter\"}}",
                "{\"finish_reason\":\"content_filter\"}",
                "{\"data\":{\"choices\":[{\"finish_reason\":\"content_filter\"}]}}",
                "{\"choices\":[{\"message\":{\"content\":\"\\\"finish_reason\\\":\\\"content_filter\\\"\"}}]}",
                "{\"stop_reason\":\"refusal\"}",
                "{\"stop_reason\":\"refusal\",\"stop_details\":null}",
                "{\"stop_reason\":\"refusal\",\"stop_details\":\"x\"}",
                "{\"stop_reason\":\"end_turn\",\"stop_details\":{}}",
                "{\"stop_reason\":null,\"stop_details\":{}}",
                "{\"stop_details\":{\"stop_reason\":\"refusal\"}}",
                "{\"stop_reason\":\"refusal\",\"stop_details\":{},\"stop_reason\":\"end_turn\"}",
            })
    void callsAnyOtherEndGood(String text) {
        assertEquals(Finding.GOOD, fed(text).atEnd());
    }

    @Test
    void callsAFilteredAnswerSomethingElseIfItIsWorse() {
        String filtered = "{\"choices\":[{\"finish_reason\":\"content_filter\"}]";

        assertEquals(Finding.ERROR, fed(filtered + ",\"error\":{}}").atEnd());
        assertEquals(
                Finding.ERROR,
                fed("{\"error\":{}," + filtered.substring(1) + "}").atEnd());
        assertEquals(Finding.NOT_JSON, fed(filtered).atEnd());
        assertEquals(Finding.NOT_JSON, fed(filtered + "}x").atEnd());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}} | 21",
                "{\"usage\":{\"total_tokens\":30,\"input_tokens\":1,\"output_tokens\":2}}      | 30",
                "{\"usage\":{\"total_tokens\":0,\"prompt_tokens\":5}}                          | 0",
                "{\"usage\":{\"input_tokens\":10,\"output_tokens\":20,\"cache_read_input_tokens\":7}} | 30",
                "{\"usage\":{\"input_tokens\":10}}                                             | 10",
                "{\"usage\":{\"output_tokens\":20}}                                            | 20",
                "{\"usage\":{\"completion_tokens\":4,\"prompt_tokens\":3}}                     | 7",
                "{\"usage\":{\"prompt_tokens\":3}}                                             | 3",
                "{\"usage\":{\"input_tokens\":1,\"prompt_tokens\":3,\"completion_tokens\":4}}  | 1",
                "{\"usage\":{\"total_tokens\":1.5,\"prompt_tokens\":3,\"completion_tokens\":4}} | 7",
                "{\"usage\":{\"total_tokens\":null,\"prompt_tokens\":3,\"completion_tokens\":-4}} | 3",
                "{\"usage\":{\"total_tokens\":\"12\"}}                                         | 0",
                "{\"usage\":{\"total_tokens\":1e3}}                                            | 0",
                "{\"usage\":{\"total_tokens\":-1}}                                             | 0",
                "{\"usage\":{\"total_tokens\":1000000000000000000}}                            | 0",
                "{\"usage\":{\"total_tokens\":1000000000001}}                                  | 0",
                "{\"usage\":{\"total_tokens\":1000000000000}}                                  | 1000000000000",
                "{\"usage\":{\"prompt_tokens_details\":{\"total_tokens\":5}}}                  | 0",
                "{\"usage\":[{\"total_tokens\":5}]}                                            | 0",
                "{\"usage\":null,\"total_tokens\":5}                                           | 0",
                "{\"usage\":{}}                                                                | 0",
                "[{\"usage\":{\"total_tokens\":5}}]                                            | 0",
            })
    void countsTheTokensThatTheAnswerSaysItTook(String text, long tokens) {
        assertEquals(tokens, fed(text).usage().total());
        assertEquals(Finding.GOOD, fed(text).atEnd());
    }

    @Test
    void saysTheSameOfOneAnswerAgainAndAgain() {
        AnswerCheck check =
                fed("{\"choices\":[{\"finish_reason\":\"content_filter\"}],\"usage\":{\"total_tokens\":3}}");

        for (int i = 0; i < 2; i++) {
            assertEquals(Finding.FILTERED, check.atEnd());
            assertEquals(3, check.usage().total());
        }
    }

    /** Whatever it was at when it was restarted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"a \\u00e9 \\\" b\"},\"n\":[-1.5e3,true,null,{\"x\":\"y\"}]}",
                "{\"choices\":[{\"finish_reason\":\"content_filter\"}],\"usage\":{\"prompt_tokens\":12}}",
                "{\"stop_reason\":\"refusal\",\"stop_details\":{}}",
                "[[[[[[",
                "{]"
            })
    void knowsNothingOfTheLastAnswerOnceItIsRestarted(String last) {
        String next = "{\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":{\"completion_tokens\":3}}";
        for (int read = 0; read <= last.length(); read++) {
            AnswerCheck check = fed(last.substring(0, read));
            check.restart();
            assertEquals(Finding.EMPTY, check.atEnd(), last.substring(0, read));
            assertFalse(check.isHopeless(), last.substring(0, read));
            assertEquals(Usage.NONE, check.usage(), last.substring(0, read));

            byte[] bytes = next.getBytes(StandardCharsets.UTF_8);
            check.feed(bytes, 0, bytes.length);
            assertEquals(Finding.GOOD, check.atEnd(), last.substring(0, read));
            assertEquals(fed(next).usage(), check.usage(), last.substring(0, read));
        }
    }
}
