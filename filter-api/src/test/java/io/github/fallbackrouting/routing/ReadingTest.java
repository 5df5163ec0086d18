package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Call.Form;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.FakeUpstream.FakeResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    private static final String GOOD = "{\"choices\":[],\"usage\":{\"total_tokens\":7}}";
    private static final String FAILURE = "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"\u00fc\"}}";
    private static final String STREAM =
            "data: {\"role\":\"assistant\"}\n\n: \u00fc\n\ndata: {\"content\":\"\u00e4\"}\n\n";

    private final List<Answer> answers = new ArrayList<>();
    private final List<Evidence> failures = new ArrayList<>();

    private Reading reading(CompletableFuture<Upstream.Response> sent, int holdWhole, int holdStream) {
        Call call = new Call(
                new Operation("/chat/completions"),
                hop -> Optional.empty(),
                "application/json",
                "*/*",
                Form.WHOLE,
                Optional.empty());
        Reading.Rules rules = new Reading.Rules(holdWhole, holdStream, FakeStreamCheck::new, () -> TestWorld.START);
        return new Reading(rules, call, sent, Runnable::run, new Reading.Listener() {
            @Override
            public void answered(Answer answer) {
                answers.add(answer);
            }

            @Override
            public void failed(Evidence evidence) {
                failures.add(evidence);
            }
        });
    }

    private Reading begin(CompletableFuture<Upstream.Response> sent) {
        Reading reading = reading(sent, 1 << 20, 1 << 16);
        reading.begin();
        return reading;
    }

    private Reading begin(FakeResponse response) {
        return begin(CompletableFuture.completedFuture(response));
    }

    private static String written(Answer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Optional<ByteBuffer> piece = answer.next().join();
        while (piece.isPresent()) {
            byte[] bytes = new byte[piece.get().remaining()];
            piece.get().get(bytes);
            out.writeBytes(bytes);
            piece = answer.next().join();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Answer only() {
        assertEquals(List.of(), failures);
        assertEquals(1, answers.size(), "it is told once");
        return answers.get(0);
    }

    /** The same bytes cut in two at every place, all single, and all at once. */
    private static List<byte[][]> splits(String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        List<byte[][]> splits = new ArrayList<>();
        for (int at = 0; at <= all.length; at++) {
            splits.add(new byte[][] {Arrays.copyOf(all, at), Arrays.copyOfRange(all, at, all.length)});
        }
        byte[][] single = new byte[all.length][];
        for (int at = 0; at < all.length; at++) {
            single[at] = new byte[] {all[at]};
        }
        splits.add(single);
        return splits;
    }

    private void readsTheSameInEverySplit(int status, String type, String text, Evidence evidence) {
        for (byte[][] pieces : splits(text)) {
            begin(new FakeResponse(status, pieces).with("Content-Type", type));
            assertEquals(evidence, only().evidence());
            assertEquals(text, written(only()));
            answers.clear();

            FakeResponse slow = FakeResponse.open(status).with("Content-Type", type);
            begin(slow);
            for (byte[] piece : pieces) {
                slow.give(piece);
            }
            slow.end();
            assertEquals(evidence, only().evidence());
            assertEquals(text, written(only()));
            answers.clear();
        }
    }

    // ---- pieces ---------------------------------------------------------------------------------------------------

    @Test
    void readsAWholeAnswerInEverySplit() {
        readsTheSameInEverySplit(
                200,
                "application/json",
                GOOD,
                new Answered(200, Content.GOOD, ErrorDocument.NONE, Optional.empty(), new Usage(0, 0, 0, 0, 0, 7)));
    }

    @Test
    void readsAFailureInEverySplit() {
        byte[] bytes = FAILURE.getBytes(StandardCharsets.UTF_8);
        readsTheSameInEverySplit(
                400,
                "application/json",
                FAILURE,
                new Answered(400, Content.GOOD, ErrorDocument.read(bytes, bytes.length), Optional.empty(), Usage.NONE));
    }

    @Test
    void readsAStreamInEverySplit() {
        readsTheSameInEverySplit(200, "text/event-stream", STREAM, new Answered(200, Content.GOOD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void goesNoDeeperWithEveryPieceThatIsThere(String type) {
        byte[][] pieces = new byte[100_000][];
        Arrays.fill(pieces, " ".getBytes(StandardCharsets.UTF_8));
        pieces[pieces.length - 1] = GOOD.getBytes(StandardCharsets.UTF_8);
        Reading reading = reading(
                CompletableFuture.completedFuture(new FakeResponse(200, pieces).with("Content-Type", type)),
                1 << 20,
                1 << 20);

        reading.begin();

        assertEquals(pieces.length - 1 + GOOD.length(), written(only()).length());
    }

    @Test
    void goesNoDeeperWithEveryPieceThatComes() {
        FakeResponse slow = FakeResponse.open(200);
        begin(slow);
        for (int i = 0; i < 100_000; i++) {
            slow.give(" ");
        }
        slow.give(GOOD).end();

        assertEquals(
                new Answered(200, Content.GOOD, ErrorDocument.NONE, Optional.empty(), new Usage(0, 0, 0, 0, 0, 7)),
                only().evidence());
    }

    // ---- limits ---------------------------------------------------------------------------------------------------

    @Test
    void readsNoFurtherThanItHolds() {
        FakeResponse large = FakeResponse.open(200).give("{\"a\"").give(":[1,").give("2,3,");
        Reading reading = reading(CompletableFuture.completedFuture(large), 8, 1);

        reading.begin();

        assertEquals(new Answered(200, Content.GOOD), only().evidence());
        assertFalse(large.isAwaited(), "it has what it needs");
        large.give("4]}").end();
        assertEquals("{\"a\":[1,2,3,4]}", written(only()));
    }

    @Test
    void readsAStreamNoFurtherThanItHolds() {
        FakeResponse large = FakeResponse.open(200).with("Content-Type", "text/event-stream");
        large.give(": 1\n\n").give(": 2\n\n");
        Reading reading = reading(CompletableFuture.completedFuture(large), 1, 10);

        reading.begin();

        assertEquals(new Answered(200, Content.GOOD), only().evidence());
        assertFalse(large.isAwaited());
    }

    @Test
    void readsNothingWhereItHoldsNothing() {
        FakeResponse untouched = FakeResponse.open(200);
        reading(CompletableFuture.completedFuture(untouched), 0, 0).begin();

        assertEquals(new Answered(200, Content.GOOD), only().evidence());
        assertFalse(untouched.isAwaited());
    }

    @Test
    void readsAStreamNoFurtherThanItsFirstContent() {
        FakeResponse stream = FakeResponse.open(200).with("Content-Type", "text/event-stream");
        begin(stream);
        stream.give(STREAM);

        assertEquals(new Answered(200, Content.GOOD), only().evidence());
        assertFalse(stream.isAwaited());
    }

    @Test
    void readsAHopelessBodyNoFurther() {
        FakeResponse hopeless = FakeResponse.open(200).give("upstream connect error");
        begin(hopeless);

        assertEquals(new Answered(200, Content.NOT_JSON), only().evidence());
        assertFalse(hopeless.isAwaited());
    }

    // ---- ends -----------------------------------------------------------------------------------------------------

    @Test
    void tellsWhatTheWireThrewOutOfWhatOthersPutAroundIt() {
        IOException reset = new IOException("reset");
        begin(CompletableFuture.failedFuture(new CompletionException(new CompletionException(reset))));

        Threw threw = assertInstanceOf(Threw.class, failures.get(0));
        assertEquals(0, threw.status());
        assertSame(reset, threw.cause());
    }

    @Test
    void tellsABodyThatIsCut() {
        FakeResponse cut = FakeResponse.open(200).give("{\"choices\":");
        begin(cut);
        cut.fail(new IOException("reset"));

        assertEquals(new Answered(200, Content.CUT), only().evidence());
    }

    @Test
    void tellsABodyThatIsLateAsLate() {
        FakeResponse late = FakeResponse.open(200).give("{\"choices\":");
        HttpTimeoutException idle = new HttpTimeoutException("nothing for 15 s");
        begin(late);
        late.fail(idle);

        assertEquals(new Threw(200, idle), only().evidence());
    }

    @Test
    void expiresBeforeTheHeadIsThere() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        Reading reading = begin(never);

        reading.expire(Duration.ofMillis(1500));

        assertTrue(never.isCancelled());
        Threw threw = assertInstanceOf(Threw.class, failures.get(0));
        assertEquals(0, threw.status());
        assertEquals("no answer in 1500 ms", threw.cause().getMessage());
    }

    @Test
    void expiresWhileItReadsTheBody() {
        FakeResponse slow = FakeResponse.open(200).give("{");
        Reading reading = begin(slow);

        reading.expire(Duration.ofSeconds(1));
        slow.give("}").end();

        assertTrue(slow.isClosed());
        assertEquals(List.of(), answers);
        assertEquals(1, failures.size());
        assertEquals(200, assertInstanceOf(Threw.class, failures.get(0)).status());
        assertInstanceOf(HttpTimeoutException.class, ((Threw) failures.get(0)).cause());
    }

    @Test
    void doesNotExpireOnceItIsAnswered() {
        FakeResponse good = new FakeResponse(200, GOOD);
        Reading reading = begin(good);

        reading.expire(Duration.ofSeconds(1));

        assertFalse(good.isClosed());
        assertEquals(GOOD, written(only()));
    }

    @Test
    void tellsNothingOnceItIsAbandoned() {
        FakeResponse slow = FakeResponse.open(503).give("{");
        Reading reading = begin(slow);

        reading.abandon();
        slow.give("}").end();
        reading.expire(Duration.ofSeconds(1));

        assertTrue(slow.isClosed());
        assertEquals(List.of(), answers);
        assertEquals(List.of(), failures);
    }

    @Test
    void closesAResponseWhoseCallCouldNotBeCancelledAnyMore() {
        CompletableFuture<Upstream.Response> stubborn = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }
        };
        FakeResponse late = new FakeResponse(200, GOOD);
        Reading reading = begin(stubborn);

        reading.abandon();
        stubborn.complete(late);

        assertTrue(late.isClosed());
        assertEquals(List.of(), answers);
    }
}
