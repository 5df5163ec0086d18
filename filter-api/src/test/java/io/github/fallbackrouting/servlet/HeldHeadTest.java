package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.servlet.HeldHead.Manner;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldHeadTest {

    private final JournalingResponse real = new JournalingResponse();
    private final HeldHead head = new HeldHead(real);

    private void set(String name, @Nullable String value) {
        head.record(new HeldHead.Field(name, value, Manner.SET));
    }

    private void add(String name, String value) {
        head.record(new HeldHead.Field(name, value, Manner.ADD));
    }

    private void type(@Nullable String type) {
        head.record(new HeldHead.ContentType(type));
    }

    private void charset(@Nullable String charset) {
        head.record(new HeldHead.Charset(charset));
    }

    @Test
    void aStatusThatNoAnswerCanHaveIsAFailureOfTheHosts() throws IOException {
        head.record(new HeldHead.Status(20));
        head.record(new HeldHead.Status(103));
        head.record(new HeldHead.Status(200));

        head.replay(real);

        assertEquals(List.of("status 500", "status 500", "status 200"), real.journal());
    }

    @Test
    void repeatsEveryCallInOrder() throws IOException {
        head.record(new HeldHead.Status(503));
        set("X-A", "1");
        add("X-A", "2");
        head.record(new HeldHead.DateField("Date", 5, Manner.SET));
        head.record(new HeldHead.DateField("Date", 6, Manner.ADD));
        head.record(new HeldHead.CookieField(new Cookie("c", "v")));
        type("text/plain");
        charset("UTF-8");
        head.record(new HeldHead.Length(7));
        head.record(new HeldHead.Language(Locale.GERMAN));
        head.record(new HeldHead.BufferSize(100));
        head.record(new HeldHead.Trailers(() -> Map.of("T", "1")));
        head.record(new HeldHead.Status(200));
        assertEquals(List.of(), real.journal(), "nothing happens before");

        head.replay(real);

        assertEquals(
                List.of(
                        "status 503",
                        "set X-A: 1",
                        "add X-A: 2",
                        "set date Date: 5",
                        "add date Date: 6",
                        "cookie c=v",
                        "type text/plain",
                        "charset UTF-8",
                        "length 7",
                        "locale de",
                        "buffer 100",
                        "trailers {T=1}",
                        "status 200"),
                real.journal());
    }

    @Test
    void resetsTheRealResponseBeforeWhatCameAfterAReset() throws IOException {
        real.having("Vary", "Origin");
        set("X-A", "1");
        head.record(new HeldHead.Status(500));
        head.reset();
        set("X-B", "2");

        assertEquals(200, head.status());
        assertEquals(List.of(), head.values("Vary"));
        assertEquals(List.of("X-B"), List.copyOf(head.names()));
        head.replay(real);
        assertEquals(List.of("reset", "set X-B: 2"), real.journal());
    }

    @Test
    void repeatsOnlyTheFieldsThatAreKept() throws IOException {
        head.record(new HeldHead.Status(503));
        set("X-A", "1");
        add("Content-Language", "de");
        head.record(new HeldHead.DateField("X-Date", 5, Manner.SET));
        head.record(new HeldHead.CookieField(new Cookie("c", "v")));
        type("text/plain");
        charset("UTF-8");
        head.record(new HeldHead.Length(7));
        head.record(new HeldHead.Language(Locale.GERMAN));

        head.replayFields(real, name -> name.startsWith("X-"));

        assertEquals(List.of("set X-A: 1", "set date X-Date: 5"), real.journal());
    }

    @Test
    void countsCookiesAsSetCookie() throws IOException {
        head.record(new HeldHead.CookieField(new Cookie("c", "v")));

        head.replayFields(real, name -> !name.equals("Set-Cookie"));
        assertEquals(List.of(), real.journal());
        head.replayFields(real, name -> name.equals("Set-Cookie"));
        assertEquals(List.of("cookie c=v"), real.journal());
    }

    @Test
    void seesWhatWasThereBefore() throws IOException {
        real.having("Vary", "Origin");

        assertEquals(List.of("Origin"), head.values("vary"));
        assertTrue(head.names().contains("VARY"));
        assertEquals(200, head.status());
        assertEquals(Locale.ITALIAN, head.locale());
    }

    @Test
    void addsToWhatWasThereAndSetsInItsPlace() throws IOException {
        real.having("Vary", "Origin");
        add("vary", "Accept");
        assertEquals(List.of("Origin", "Accept"), head.values("Vary"));

        set("VARY", "*");
        assertEquals(List.of("*"), head.values("Vary"));

        set("Vary", null);
        assertEquals(List.of(), head.values("Vary"));
        assertFalse(head.names().contains("Vary"));

        add("Vary", "Cookie");
        assertEquals(List.of("Cookie"), head.values("Vary"));
        assertTrue(head.names().contains("Vary"));
    }

    @Test
    void spellsDatesAsHttpDoes() throws IOException {
        head.record(new HeldHead.DateField("Expires", 784_111_777_000L, Manner.SET));

        assertEquals(List.of("Sun, 06 Nov 1994 08:49:37 GMT"), head.values("Expires"));
    }

    @Test
    void namesEveryFieldThatAnAnswerWouldHave() throws IOException {
        set("X-A", "1");
        add("x-a", "2");
        set("X-None", null);
        head.record(new HeldHead.CookieField(new Cookie("c", "v")));
        type("text/plain");
        head.record(new HeldHead.Length(0));

        assertEquals(List.of("Content-Length", "Content-Type", "Set-Cookie", "X-A"), List.copyOf(head.names()));
    }

    @Test
    void takesTheLastStatus() throws IOException {
        head.record(new HeldHead.Status(500));
        head.record(new HeldHead.Status(201));
        assertEquals(201, head.status());

        head.end(404, response -> response.sendError(404));
        assertEquals(404, head.status());
        head.record(new HeldHead.Status(200));
        assertEquals(404, head.status());
    }

    @Test
    void repeatsAnEndingByItselfAndWhatCameAfterItAfterIt() throws IOException {
        set("X-A", "1");
        assertFalse(head.isEnded());
        head.end(404, response -> response.sendError(404));
        set("X-B", "2");
        assertTrue(head.isEnded());

        head.replay(real);
        assertEquals(List.of("set X-A: 1"), real.journal());
        head.replayEnding(real);
        assertEquals(List.of("set X-A: 1", "error 404", "set X-B: 2"), real.journal());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                // type, then charset, expected type, expected charset
                "text/plain                     , UTF-8 , text/plain;charset=UTF-8     , UTF-8",
                "text/plain;charset=ISO-8859-15 , UTF-8 , text/plain;charset=UTF-8     , UTF-8",
                "text/plain; Charset=\"x\"; a=b , UTF-8 , text/plain;charset=UTF-8; a=b, UTF-8",
            })
    void letsALaterCharsetWin(String type, String charset, String expectedType, String expectedCharset) {
        type(type);
        charset(charset);

        assertEquals(expectedType, head.contentType());
        assertEquals(expectedCharset, head.charset());
    }

    @Test
    void letsALaterTypesOwnCharsetWin() throws IOException {
        charset("UTF-8");
        type("text/plain; charset=\"ISO-8859-15\"");

        assertEquals("text/plain; charset=\"ISO-8859-15\"", head.contentType());
        assertEquals("ISO-8859-15", head.charset());
    }

    @Test
    void keepsACharsetThatCameBeforeAPlainType() throws IOException {
        charset("UTF-8");
        assertNull(head.contentType());
        assertEquals("UTF-8", head.charset());

        type("application/json");
        assertEquals("application/json;charset=UTF-8", head.contentType());
        assertEquals(List.of("application/json;charset=UTF-8"), head.values("Content-Type"));
    }

    @Test
    void takesAContentTypeThatIsSetAsAFieldForOne() throws IOException {
        set("content-type", "text/plain;charset=UTF-8");

        assertEquals("text/plain;charset=UTF-8", head.contentType());
        assertEquals("UTF-8", head.charset());
    }

    @Test
    void goesByTheRealResponseWhereNothingIsSet() throws IOException {
        real.havingType("text/html;charset=UTF-16", "UTF-16");

        assertEquals("text/html;charset=UTF-16", head.contentType());
        assertEquals("UTF-16", head.charset());
        type("application/json");
        assertEquals("application/json", head.contentType());
        assertEquals("UTF-16", head.charset());
        type(null);
        assertNull(head.contentType());
        assertEquals(List.of(), head.values("Content-Type"));
    }

    @Test
    void forgetsTheLengthHoweverItWasSaid() throws IOException {
        head.record(new HeldHead.Length(7));
        head.record(new HeldHead.Field("content-length", "8", Manner.SET));
        head.record(new HeldHead.Field("X-A", "1", Manner.SET));

        head.forgetLength();

        assertEquals(-1, head.contentLength());
        head.replayHead(real);
        assertEquals(List.of("set X-A: 1"), real.journal());
    }

    @Test
    void forgetsTheRealTypeAtAReset() throws IOException {
        real.havingType("text/html", "UTF-8");
        head.reset();

        assertNull(head.contentType());
    }

    @Test
    void knowsTheLengthHoweverItIsSet() throws IOException {
        assertEquals(-1, head.contentLength());
        assertEquals(List.of(), head.values("Content-Length"));
        head.record(new HeldHead.Length(5_000_000_000L));
        assertEquals(5_000_000_000L, head.contentLength());
        set("content-length", " 7 ");
        assertEquals(List.of("7"), head.values("Content-Length"));
        set("Content-Length", "seven");
        assertEquals(-1, head.contentLength());
        set("Content-Length", null);
        assertEquals(-1, head.contentLength());
    }

    @Test
    void knowsLocaleAndTrailers() throws IOException {
        assertNull(head.trailers());
        head.record(new HeldHead.Language(Locale.GERMAN));
        Supplier<Map<String, String>> trailers = Map::of;
        head.record(new HeldHead.Trailers(trailers));

        assertEquals(Locale.GERMAN, head.locale());
        assertSame(trailers, head.trailers());
    }
}
