package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.FakeStreamCheck;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedAnswerTest {

    private static final int LIMIT = 50;

    private static final HoldLimits LIMITS = new HoldLimits(0, 0, LIMIT, LIMIT);

    private final JournalingResponse real = new JournalingResponse();
    private final List<WriteListener> listeners = new ArrayList<>();
    private final RecordedAnswer answer = recorded(LIMITS, false, new Releasing());

    private RecordedAnswer recorded(HoldLimits limits, boolean takesHtml, RecordedAnswer.Keeper keeper) {
        return new RecordedAnswer(real, limits, takesHtml, new Pools(), FakeStreamCheck::new, new BlockLock(), keeper);
    }

    /** Lets go whatever need not be held. */
    private class Releasing implements RecordedAnswer.Keeper {
        @Override
        public @Nullable HttpServletResponse release(RecordedAnswer released) throws IOException {
            real.journal().add("released early");
            RecordedAnswerTest.this.release(released);
            return real;
        }

        @Override
        public void failed(RecordedAnswer known) {
            real.journal().add("failed");
        }

        @Override
        public void listens(WriteListener listener) {
            listeners.add(listener);
        }
    }

    private void release(RecordedAnswer released) throws IOException {
        released.releaseTo(real, () -> real.journal().add("stamp"));
    }

    private void write(String text) throws IOException {
        answer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void json(String text) throws IOException {
        answer.setContentType("application/json");
        write(text);
    }

    // ---- what it is -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"choices\":[]}      | GOOD",
                "{\"error\":null}      | GOOD",
                "{\"error\":{}}        | ERROR",
                "{\"choices\":[{\"finish_reason\":\"content_filter\"}]} | FILTERED",
                "{\"choices\":[        | NOT_JSON",
                "upstream error        | NOT_JSON",
                "` `                   | EMPTY",
            })
    void looksIntoJson(String text, Content content) throws IOException {
        json(text);

        assertEquals(content, answer.content());
        assertEquals(content, answer.content(), "asking changes nothing");
        assertEquals(List.of(), real.journal());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"a\":\"\u00fc\uD83D\uDE00\"} | GOOD",
                "{\"error\":{}}                | ERROR",
                "{\"choices\":[                | NOT_JSON",
            })
    void looksIntoJsonThatComesThroughTheWriter(String text, Content content) {
        answer.setContentType("application/json");
        answer.getWriter().write(text);

        assertEquals(content, answer.content());
        assertEquals(content, answer.content(), "asking changes nothing");
    }

    @Test
    void looksIntoJsonByteByByte() throws IOException {
        answer.setContentType("application/json");
        for (byte b : "{\"error\":{}}".getBytes(StandardCharsets.UTF_8)) {
            answer.getOutputStream().write(b);
        }

        assertEquals(Content.ERROR, answer.content());
    }

    @Test
    void looksIntoJsonWhoseStatusWasAFailuresAtFirst() throws IOException {
        answer.setStatus(500);
        json("{\"error\":{}}");
        answer.setStatus(200);

        assertEquals(Content.ERROR, answer.content());
    }

    @Test
    void callsNothingAtAllEmptyWhereSomethingIsDue() {
        assertEquals(Content.EMPTY, answer.content());
        answer.setStatus(204);
        assertEquals(Content.GOOD, answer.content());
        answer.setStatus(202);
        assertEquals(Content.GOOD, answer.content());
    }

    @Test
    void callsAPageHtmlUnlessTheCallerWantsOne() throws IOException {
        answer.setContentType("text/html;charset=utf-8");
        write("<html>");
        assertEquals(Content.HTML, answer.content());
        assertEquals(List.of(), real.journal(), "it is held");

        RecordedAnswer wanted = recorded(LIMITS, true, new Releasing());
        wanted.setContentType("text/html");
        assertEquals(Content.EMPTY, wanted.content());
        wanted.getOutputStream().write('<');
        assertEquals(List.of("released early", "type text/html", "stamp", "bytes <"), real.journal());
    }

    @Test
    void callsLessThanPromisedCut() throws IOException {
        answer.setContentLength(20);
        assertEquals(Content.EMPTY, answer.content());
        json("{\"a\":1}");
        assertEquals(Content.CUT, answer.content());
        answer.setContentLengthLong(7);
        assertEquals(Content.GOOD, answer.content());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 400, 404, 429, 500, 503})
    void leavesTheRestToTheStatus(int status) throws IOException {
        answer.setStatus(status);
        json("{\"error\":{}");

        assertEquals(Content.GOOD, answer.content());
        assertEquals(status, answer.getStatus());
    }

    @Test
    void leavesTheRestToTheStatusOfAnEndingToo() {
        answer.sendError(503, "busy");

        assertEquals(Content.GOOD, answer.content());
        assertEquals(503, answer.getStatus());
    }

    // ---- how long it is held --------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/octet-stream"})
    void letsGoAtItsFirstByteWhatItCannotJudge(String type) throws IOException {
        answer.setContentType(type);
        answer.flushBuffer();
        assertEquals(List.of(), real.journal());
        write("x");

        assertEquals(List.of("released early", "type " + type, "stamp", "flush", "bytes x"), real.journal());
    }

    @Test
    void letsGoWhatHasNoType() throws IOException {
        write("x");

        assertEquals(List.of("released early", "stamp", "bytes x"), real.journal());
    }

    @Test
    void letsGoJsonThatIsEncoded() throws IOException {
        answer.setHeader("Content-Encoding", "gzip");
        json("x");

        assertEquals("released early", real.journal().get(0));
    }

    @Test
    void holdsJsonThatIsNotReallyEncoded() throws IOException {
        answer.setHeader("Content-Encoding", "identity");
        json("{}");

        assertEquals(List.of(), real.journal());
        assertEquals(Content.GOOD, answer.content());
    }

    @Test
    void holdsJsonUpToTheLimitAndLetsItGoBeyond() throws IOException {
        json("[" + "1".repeat(LIMIT - 1));
        assertEquals(List.of(), real.journal());
        write("]");

        assertEquals(
                List.of(
                        "released early",
                        "type application/json",
                        "stamp",
                        "bytes [" + "1".repeat(LIMIT - 1),
                        "bytes ]"),
                real.journal());
    }

    @Test
    void holdsAFailureUpToTheLimitWhateverItIs() throws IOException {
        answer.setStatus(503);
        answer.setContentType("text/plain");
        write("x".repeat(LIMIT));
        assertEquals(List.of(), real.journal());
        write("y");

        assertEquals(
                List.of(
                        "released early",
                        "status 503",
                        "type text/plain",
                        "stamp",
                        "bytes " + "x".repeat(LIMIT),
                        "bytes y"),
                real.journal());
    }

    @Test
    void letsGoWhatTheWriterGets() {
        answer.setContentType("text/plain");
        answer.getWriter().write("x");
        assertEquals(List.of("released early", "type text/plain", "stamp", "chars x"), real.journal());
    }

    // ---- release --------------------------------------------------------------------------------------------------

    @Test
    void repeatsTheHeadThenOurFieldsThenTheBody() throws IOException {
        answer.setStatus(201);
        answer.setHeader("X-A", "1");
        answer.addHeader("X-A", "2");
        answer.setIntHeader("X-B", 3);
        answer.addIntHeader("X-B", 4);
        answer.setDateHeader("X-C", 5);
        answer.addDateHeader("X-C", 6);
        answer.setLocale(Locale.GERMAN);
        answer.setBufferSize(10);
        answer.setTrailerFields(() -> Map.of());
        answer.setCharacterEncoding("UTF-8");
        answer.setContentLength(7);
        json("{\"a\"");
        write(":1}");

        release(answer);

        assertEquals(
                List.of(
                        "status 201",
                        "set X-A: 1",
                        "add X-A: 2",
                        "set X-B: 3",
                        "add X-B: 4",
                        "set date X-C: 5",
                        "add date X-C: 6",
                        "locale de",
                        "buffer 10",
                        "trailers {}",
                        "charset UTF-8",
                        "length 7",
                        "type application/json",
                        "stamp",
                        "bytes {\"a\":1}"),
                real.journal());
    }

    @Test
    void repeatsWhatTheWriterGot() throws IOException {
        answer.setContentType("application/json");
        PrintWriter writer = answer.getWriter();
        writer.print("{\"a\":");
        writer.append('1').println("}");
        release(answer);

        assertEquals(
                List.of("type application/json", "stamp", "chars {\"a\":1}" + System.lineSeparator()), real.journal());
    }

    @Test
    void flushesAndClosesIfTheHostDid() throws IOException {
        json("{}");
        answer.getOutputStream().flush();
        answer.getOutputStream().close();
        release(answer);

        assertEquals(List.of("type application/json", "stamp", "bytes {}", "flush", "close stream"), real.journal());
    }

    @Test
    void flushesAndClosesTheWriterIfTheHostDid() throws IOException {
        answer.setContentType("application/json");
        answer.getWriter().write("{}");
        answer.getWriter().flush();
        answer.getWriter().close();
        release(answer);

        assertEquals(List.of("type application/json", "stamp", "chars {}", "flush", "close writer"), real.journal());
    }

    @Test
    void flushesAHeadWithoutABodyIfTheHostDid() throws IOException {
        answer.setStatus(202);
        answer.flushBuffer();
        release(answer);

        assertEquals(List.of("status 202", "stamp", "flush"), real.journal());
    }

    @Test
    void touchesNeitherStreamNorWriterIfTheHostDidNot() throws IOException {
        answer.setStatus(204);
        release(answer);

        assertEquals(List.of("status 204", "stamp"), real.journal());
    }

    @Test
    void repeatsAnErrorWithoutWhatWasWrittenBefore() throws IOException {
        answer.setHeader("X-A", "1");
        json("{}");
        answer.sendError(503, "busy");
        release(answer);

        assertEquals(List.of("set X-A: 1", "type application/json", "stamp", "error 503 busy"), real.journal());
    }

    @Test
    void repeatsAnErrorWithoutAMessageAndARedirect() throws IOException {
        answer.sendError(500);
        release(answer);
        RecordedAnswer redirect = recorded(LIMITS, false, new Releasing());
        redirect.sendRedirect("/login");
        assertEquals(302, redirect.getStatus());
        release(redirect);

        assertEquals(List.of("stamp", "error 500", "stamp", "redirect /login"), real.journal());
    }

    @Test
    void leavesWhatComesAfterAnErrorToTheContainer() throws IOException {
        answer.sendError(503, "busy");
        assertTrue(answer.isCommitted());
        answer.setStatus(200);
        answer.addCookie(new Cookie("c", "v"));
        json("{}");
        answer.flushBuffer();
        assertThrows(IllegalStateException.class, () -> answer.sendError(500));
        assertThrows(IllegalStateException.class, () -> answer.sendRedirect("/"));
        assertThrows(IllegalStateException.class, answer::reset);
        assertThrows(IllegalStateException.class, answer::resetBuffer);
        assertEquals(503, answer.getStatus());
        release(answer);

        assertEquals(
                List.of(
                        "stamp",
                        "error 503 busy",
                        "status 200",
                        "cookie c=v",
                        "type application/json",
                        "bytes {}",
                        "flush"),
                real.journal());
    }

    @Test
    void dropsWhatComesAfterTheHostHasClosedTheBody() throws IOException {
        json("{}");
        answer.getOutputStream().close();
        assertTrue(answer.isCommitted());
        write("garbage");
        answer.setStatus(500);
        assertThrows(IllegalStateException.class, () -> answer.sendError(500));
        assertThrows(IllegalStateException.class, answer::reset);
        assertEquals(Content.GOOD, answer.content());
        release(answer);

        assertEquals(List.of("type application/json", "stamp", "bytes {}", "close stream"), real.journal());
    }

    @Test
    void dropsWhatComesAfterTheRelease() throws IOException {
        json("{}");
        release(answer);
        List<String> released = List.copyOf(real.journal());

        write("late");
        answer.setHeader("X-Late", "1");
        answer.sendError(500);
        answer.resetBuffer();
        answer.reset();

        assertTrue(answer.isCommitted());
        assertEquals(released, real.journal());
        assertFalse(answer.containsHeader("X-Late"));
    }

    // ---- discard --------------------------------------------------------------------------------------------------

    @Test
    void leavesOnlyTheFieldsThatAreKeptWhenItIsDiscarded() throws IOException {
        answer.setStatus(503);
        answer.setHeader("Vary", "Origin");
        answer.setHeader("Retry-After", "5");
        answer.addCookie(new Cookie("c", "v"));
        json("{\"error\":{}}");

        answer.discardTo(real, HostFields::stay);

        assertEquals(List.of("set Vary: Origin"), real.journal());
        write("late");
        answer.sendError(500);
        assertEquals(List.of("set Vary: Origin"), real.journal());
        assertTrue(answer.isCommitted());
    }

    @Test
    void leavesNothingWhenItIsDiscardedAltogether() throws IOException {
        answer.setHeader("X-A", "1");
        json("{}");
        answer.discard();
        write("late");

        assertEquals(List.of(), real.journal());
    }

    // ---- reset ----------------------------------------------------------------------------------------------------

    @Test
    void forgetsTheBodyButNotTheHeadWithItsBuffer() throws IOException {
        answer.setHeader("X-A", "1");
        json("{\"error\":{}}");
        answer.resetBuffer();
        write("{}");

        assertEquals(Content.GOOD, answer.content());
        release(answer);
        assertEquals(List.of("set X-A: 1", "type application/json", "stamp", "bytes {}"), real.journal());
    }

    @Test
    void forgetsEverythingAtAReset() throws IOException {
        answer.setStatus(500);
        answer.setHeader("X-A", "1");
        json("{\"error\":{}}");
        answer.flushBuffer();
        answer.reset();
        assertEquals(200, answer.getStatus());
        assertFalse(answer.containsHeader("X-A"));
        assertNull(answer.getContentType());
        answer.setContentType("application/json");
        answer.getWriter().write("{}");

        assertEquals(Content.GOOD, answer.content());
        release(answer);
        assertEquals(List.of("reset", "type application/json", "stamp", "chars {}"), real.journal());
    }

    @Test
    void forgetsWhatTheWriterGotAtAReset() throws IOException {
        answer.setContentType("application/json");
        answer.getWriter().write("{\"error\":{}}");
        answer.reset();
        json("{}");

        assertEquals(Content.GOOD, answer.content());
        release(answer);
        assertEquals(List.of("reset", "type application/json", "stamp", "bytes {}"), real.journal());
    }

    // ---- what the host sees ---------------------------------------------------------------------------------------

    @Test
    void givesEitherAStreamOrAWriter() {
        assertSame(answer.getOutputStream(), answer.getOutputStream());
        assertThrows(IllegalStateException.class, answer::getWriter);
        answer.reset();
        assertSame(answer.getWriter(), answer.getWriter());
        assertThrows(IllegalStateException.class, answer::getOutputStream);
    }

    @Test
    void isNotCommittedByWritingOrFlushing() throws IOException {
        json("{}");
        answer.getOutputStream().flush();
        answer.flushBuffer();

        assertFalse(answer.isCommitted());
    }

    @Test
    void showsItsOwnFieldsTogetherWithThoseOfTheRealResponse() {
        real.having("Vary", "Origin").having("X-Filter", "1");
        answer.addHeader("Vary", "Accept");
        answer.setHeader("X-A", "1");
        answer.setContentType("application/json");

        assertEquals("Origin", answer.getHeader("vary"));
        assertEquals(List.of("Origin", "Accept"), List.copyOf(answer.getHeaders("Vary")));
        assertTrue(answer.containsHeader("x-filter"));
        assertTrue(answer.containsHeader("X-A"));
        assertTrue(answer.containsHeader("content-type"));
        assertFalse(answer.containsHeader("X-B"));
        assertNull(answer.getHeader("X-B"));
        assertEquals(List.of("Content-Type", "Vary", "X-A", "X-Filter"), List.copyOf(answer.getHeaderNames()));
    }

    @Test
    void showsTypeAndCharset() {
        answer.setCharacterEncoding("UTF-8");
        answer.setContentType("application/json");

        assertEquals("application/json;charset=UTF-8", answer.getContentType());
        assertEquals("application/json;charset=UTF-8", answer.getHeader("Content-Type"));
        assertEquals("UTF-8", answer.getCharacterEncoding());
    }

    @Test
    void showsWhatItWasTold() {
        answer.setLocale(Locale.GERMAN);
        assertEquals(Locale.GERMAN, answer.getLocale());
        assertNull(answer.getTrailerFields());
        Supplier<Map<String, String>> trailers = Map::of;
        answer.setTrailerFields(trailers);
        assertSame(trailers, answer.getTrailerFields());
        assertEquals(8192, answer.getBufferSize());
        assertEquals("/a;encoded", answer.encodeURL("/a"));
        assertEquals("/a;redirect", answer.encodeRedirectURL("/a"));
    }

    @Test
    void keepsACookieAsItWasWhenItWasAdded() throws IOException {
        Cookie cookie = new Cookie("c", "before");
        answer.addCookie(cookie);
        cookie.setValue("after");
        release(answer);

        assertEquals(List.of("cookie c=before", "stamp"), real.journal());
    }

    @Test
    void isAlwaysReadyAndTellsItsKeeperWhoWantsToKnow() {
        WriteListener listener = new WriteListener() {
            @Override
            public void onWritePossible() {}

            @Override
            public void onError(Throwable failure) {}
        };
        assertTrue(answer.getOutputStream().isReady());
        answer.getOutputStream().setWriteListener(listener);

        assertEquals(List.of(listener), listeners);
        assertEquals(List.of(), real.journal());
    }
}
