package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "application/json",
                "application/json;charset=utf-8",
                "application/json; charset=utf-8",
                "application/json ;charset=utf-8",
                " application/json",
                "Application/JSON",
                "APPLICATION/JSON; CHARSET=UTF-8",
                "application/problem+json",
                "application/vnd.api+JSON; ext=x",
            })
    void knowsJson(@Nullable String contentType) {
        assertEquals(MediaType.JSON, MediaType.of(contentType));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/html;charset=utf-8", "Text/HTML ; x=y", "application/xhtml+xml"})
    void knowsWebPages(String contentType) {
        assertEquals(MediaType.HTML, MediaType.of(contentType));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "text/event-stream;charset=utf-8", "Text/Event-Stream"})
    void knowsEventStreams(String contentType) {
        assertEquals(MediaType.EVENT_STREAM, MediaType.of(contentType));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/jsonl",
                "application/json-seq",
                "application/x-ndjson",
                "application/octet-stream",
                "text/plain",
                "text/plain; x=application/json",
                "text/htmlx",
                "json",
            })
    void saysNothingOfOthers(String contentType) {
        assertEquals(MediaType.OTHER, MediaType.of(contentType));
    }

    @Test
    void dependsOnNoLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals(MediaType.JSON, MediaType.of("APPLICATION/JSON"));
            assertEquals(MediaType.JSON, MediaType.of("application/PROBLEM+JSON"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
