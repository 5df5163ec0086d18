package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.FakeStreamCheck;
import io.github.fallbackrouting.stream.ClientStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host's event stream, before anybody has seen it. */
class RecordedStreamTest {

    private static final String ROLE = "data: {\"role\":\"assistant\"}\n\n";
    private static final String CONTENT = "data: {\"content\":\"Hi\"}\n\n";
    private static final String ERROR = "data: {\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}\n\n";

    /** A stream is held for less than a whole answer. */
    private static final HoldLimits LIMITS = new HoldLimits(0, 0, 200, 100);

    private final JournalingResponse real = new JournalingResponse();
    private final List<String> told = new ArrayList<>();
    private final RecordedAnswer answer = recorded(new Keeping(real));

    private RecordedAnswer recorded(RecordedAnswer.Keeper keeper) {
        RecordedAnswer recorded =
                new RecordedAnswer(real, LIMITS, false, new Pools(), FakeStreamCheck::new, new BlockLock(), keeper);
        recorded.setContentType("text/event-stream");
        return recorded;
    }

    /** Writes down what it is told; lets go at once, if it has somewhere to let it go to. */
    private final class Keeping implements RecordedAnswer.Keeper {

        private final @Nullable HttpServletResponse target;

        Keeping(@Nullable HttpServletResponse target) {
            this.target = target;
        }

        @Override
        public @Nullable HttpServletResponse release(RecordedAnswer released) throws IOException {
            told.add("release");
            if (target != null) {
                released.releaseTo(target, () -> real.journal().add("stamp"));
            }
            return target;
        }

        @Override
        public void failed(RecordedAnswer known) {
            told.add("failed");
        }

        @Override
        public void listens(WriteListener listener) {
            told.add("listens");
        }
    }

    private void write(String text) throws IOException {
        write(answer, text);
    }

    private static void write(RecordedAnswer to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---- held -----------------------------------------------------------------------------------------------------

    @Test
    void holdsWhatComesBeforeTheFirstContent() throws IOException {
        answer.flushBuffer();
        write(ROLE);
        answer.getOutputStream().flush();
        write(": still here\n\n");

        assertEquals(List.of(), told);
        assertEquals(List.of(), real.journal());
        assertFalse(answer.isCommitted());
        assertTrue(answer.isEventStream());
        assertEquals(Content.EMPTY, answer.content(), "if that was all");
    }

    @Test
    void letsGoAtTheFirstContent() throws IOException {
        write(ROLE);
        answer.getOutputStream().flush();
        write(CONTENT);

        assertEquals(List.of("release"), told);
        assertEquals(List.of("type text/event-stream", "stamp", "bytes " + ROLE + CONTENT, "flush"), real.journal());
    }

    @Test
    void letsGoAtTheFirstContentThatComesByteByByte() throws IOException {
        byte[] bytes = (ROLE + CONTENT).getBytes(StandardCharsets.UTF_8);
        ServletOutputStream out = answer.getOutputStream();
        for (int i = 0; i < bytes.length - 1; i++) {
            out.write(bytes[i]);
        }
        assertEquals(List.of(), told);

        out.write(bytes[bytes.length - 1]);

        assertEquals(List.of("release"), told);
        assertEquals(List.of("type text/event-stream", "stamp", "bytes " + ROLE + CONTENT), real.journal());
    }

    @Test
    void letsGoAtTheFirstContentThatComesThroughTheWriter() {
        answer.getWriter().write(ROLE);
        assertEquals(List.of(), told);
        answer.getWriter().write(CONTENT);

        assertEquals(List.of("release"), told);
        assertEquals(List.of("type text/event-stream", "stamp", "chars " + ROLE + CONTENT), real.journal());
    }

    @Test
    void letsGoAStreamThatBringsNoContentForTooLong() throws IOException {
        write("x".repeat(100));
        assertEquals(List.of(), told);
        write("y");

        assertEquals(List.of("release"), told);
        assertEquals("bytes y", real.journal().get(real.journal().size() - 1));
    }

    @Test
    void letsGoAtOnceAStreamThatItCannotLookInto() throws IOException {
        answer.setHeader("Content-Encoding", "gzip");
        write("x");

        assertFalse(answer.isEventStream());
        assertEquals(List.of("release"), told);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void holdsAFailureThatComesAsAStreamLikeAnyOther(int status) throws IOException {
        answer.setStatus(status);
        write(CONTENT);

        assertFalse(answer.isEventStream());
        assertEquals(List.of(), told);
        assertEquals(status, answer.evidence(() -> Instant.EPOCH).status());
    }

    // ---- failures -------------------------------------------------------------------------------------------------

    @Test
    void tellsOfAnErrorEventBeforeTheStreamsEnd() throws IOException {
        write(ROLE);
        write(ERROR);

        assertEquals(List.of("failed"), told);
        assertEquals(List.of(), real.journal());
        Answered evidence = answer.evidence(() -> Instant.EPOCH);
        assertEquals(200, evidence.status());
        assertEquals(Content.ERROR, evidence.content());
        assertEquals("content_filter", evidence.error().code());
    }

    @Test
    void tellsOfAnErrorEventOnceWhateverFollows() throws IOException {
        write(ERROR);
        write(CONTENT);
        write("data: [DONE]\n\n");

        assertEquals(List.of("failed"), told);
        assertEquals(Content.ERROR, answer.content());
        assertEquals(List.of(), real.journal());
    }

    @Test
    void tellsOfAnErrorEventThroughTheWriterToo() {
        answer.getWriter().write(ROLE + ERROR);

        assertEquals(List.of("failed"), told);
        assertEquals(Content.ERROR, answer.content());
    }

    @Test
    void repeatsAFailedStreamIfNobodyHasABetterAnswer() throws IOException {
        write(ERROR);
        write("data: [DONE]\n\n");
        answer.releaseTo(real, () -> real.journal().add("stamp"));

        assertEquals(List.of("type text/event-stream", "stamp", "bytes " + ERROR + "data: [DONE]\n\n"), real.journal());
    }

    @Test
    void callsAStreamWithoutAnythingEmpty() {
        assertEquals(Content.EMPTY, answer.content());
    }

    // ---- a keeper that does not let go ----------------------------------------------------------------------------

    @Test
    void keepsAStreamThatIsNotLetGoUpToTheLimitAndThenForgetsIt() throws IOException {
        RecordedAnswer kept = recorded(new Keeping(null));
        write(kept, CONTENT);
        assertEquals(List.of("release"), told);
        write(kept, "x".repeat(200 - CONTENT.length()));
        assertFalse(kept.isLost());
        assertFalse(kept.isCommitted());
        assertEquals(Content.GOOD, kept.content());

        write(kept, "y");
        assertTrue(kept.isLost());
        assertTrue(kept.isCommitted(), "whatever the host does now has no effect");
        write(kept, "z");

        assertEquals(List.of(), real.journal());
    }

    @Test
    void keepsCharactersThatAreNotLetGoUpToTheLimitAndThenForgetsThem() {
        RecordedAnswer kept = recorded(new Keeping(null));
        kept.getWriter().write(CONTENT);
        kept.getWriter().write("x".repeat(200 - CONTENT.length()));
        assertFalse(kept.isLost());

        kept.getWriter().write("y");

        assertTrue(kept.isLost());
        assertEquals(List.of(), real.journal());
    }

    @Test
    void canStillBeLetGoWhereItWasKept() throws IOException {
        RecordedAnswer kept = recorded(new Keeping(null));
        write(kept, CONTENT);
        write(kept, CONTENT);

        kept.releaseTo(real, () -> real.journal().add("stamp"));

        assertEquals(List.of("type text/event-stream", "stamp", "bytes " + CONTENT + CONTENT), real.journal());
    }

    // ---- release as a stream --------------------------------------------------------------------------------------

    private StreamedAnswer streamed() {
        ClientStream.Output out = new ClientStream.Output() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                real.getOutputStream().write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                real.getOutputStream().flush();
            }
        };
        return new StreamedAnswer(
                real, new BlockLock(), new ClientStream(out, MalformedEvents.DROP, 1 << 16), new Watching());
    }

    private final class Watching implements StreamedAnswer.Watcher {
        @Override
        public void came() {
            told.add("came");
        }

        @Override
        public void stopped() {
            told.add("stopped");
        }

        @Override
        public void listens(WriteListener listener) {
            told.add("listens");
        }
    }

    /** All bytes that the client has, in whatever pieces. */
    private String bytes() {
        return real.journal().stream()
                .filter(call -> call.startsWith("bytes "))
                .map(call -> call.substring("bytes ".length()))
                .collect(Collectors.joining());
    }

    private static final String CHUNK =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";

    @Test
    void repeatsTheHeadAndTheBeginningOnWhatTakesTheStream() throws IOException {
        RecordedAnswer kept = recorded(new Keeping(null));
        kept.setHeader("X-A", "1");
        write(kept, CHUNK);

        kept.releaseStream(real, () -> real.journal().add("stamp"), streamed());

        assertEquals(
                List.of("type text/event-stream", "set X-A: 1", "stamp"),
                real.journal().subList(0, 3));
        assertEquals(CHUNK, bytes());
        assertTrue(kept.isCommitted());
        assertEquals("came", told.get(told.size() - 1));
    }

    @Test
    void repeatsCharactersInTheirCharset() throws IOException {
        RecordedAnswer kept = recorded(new Keeping(null));
        kept.setCharacterEncoding("UTF-8");
        kept.getWriter().write(CHUNK);

        kept.releaseStream(real, () -> real.journal().add("stamp"), streamed());

        assertTrue(real.journal().indexOf("charset UTF-8") < real.journal().indexOf("stamp"));
        assertEquals(CHUNK, bytes());
    }

    @Test
    void tellsThatAStreamHasStoppedWhichTheHostHadClosed() throws IOException {
        RecordedAnswer kept = recorded(new Keeping(null));
        write(kept, CHUNK);
        kept.getOutputStream().close();

        kept.releaseStream(real, () -> real.journal().add("stamp"), streamed());

        assertEquals("stopped", told.get(told.size() - 1));
    }

    // ---- reset ----------------------------------------------------------------------------------------------------

    @Test
    void looksAnewAfterAReset() throws IOException {
        write(ERROR);
        answer.resetBuffer();
        assertEquals(Content.EMPTY, answer.content());
        write(ROLE);
        assertEquals(List.of("failed"), told);

        write(CONTENT);

        assertEquals(List.of("failed", "release"), told);
        assertEquals(List.of("type text/event-stream", "stamp", "bytes " + ROLE + CONTENT), real.journal());
    }
}
