package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.fallbackrouting.servlet.StatusRequest.Format;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusRequestTest {

    private final HttpServletRequest request = mock(HttpServletRequest.class);

    private StatusRequest accepting(String... fields) {
        when(request.getHeaders("Accept")).thenReturn(Collections.enumeration(List.of(fields)));
        return StatusRequest.of(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/json; q=0.5",
                "application/*",
                "text/html;q=0.5, application/json",
                "text/html;q=0.4,application/json;q=0.5,*/*;q=0.1",
                "text/plain, application/json, */*;q=0.2"
            })
    void isJsonWhereThatIsPreferred(String accept) {
        assertEquals(Format.JSON, accepting(accept).format());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/html",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                "application/json, text/html",
                "application/json;q=0",
                "application/json;q=much",
                "*/*, application/json;q=0.5"
            })
    void isAPageOtherwise(String accept) {
        assertEquals(Format.HTML, accepting(accept).format());
    }

    @Test
    void readsSeveralFields() {
        assertEquals(
                Format.JSON, accepting("text/html;q=0.1", "application/json").format());
        assertEquals(Format.HTML, accepting().format());
    }

    @Test
    void theParameterCountsBeforeTheField() {
        when(request.getParameter("format")).thenReturn("json");
        assertEquals(Format.JSON, accepting("text/html").format());
        when(request.getParameter("format")).thenReturn("html");
        assertEquals(Format.HTML, accepting("application/json").format());
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "2, 2", "1, 2", "0, 2", "3600, 3600", "999999999, 3600"})
    void refreshIsBounded(String asked, int seconds) {
        when(request.getParameter("refresh")).thenReturn(asked);
        assertEquals(OptionalInt.of(seconds), accepting().refresh());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "5;url=https://example.org", "1e3", "1234567890"})
    void whatIsNoNumberIsNoRefresh(String asked) {
        when(request.getParameter("refresh")).thenReturn(asked);
        assertEquals(OptionalInt.empty(), accepting().refresh());
    }
}
