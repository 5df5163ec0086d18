package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fallbackrouting.cases.Json;
import io.github.fallbackrouting.cases.StreamText;
import io.github.fallbackrouting.servers.host.Gates;
import io.github.fallbackrouting.servers.host.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed answers: held until their first content, rescued before it, continued behind it; and hosts that hang. */
@ResourceLock(value = StreamContract.THREADS, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
abstract class StreamContract extends StreamingHosts {

    /** Held alone by whoever counts threads. */
    static final String THREADS = "threads of the JVM";

    private static final String ERROR =
            "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"param\":null,\"code\":503}}\n\n";
    private static final String BROKEN = "data: {\"id\":\"host-1\",\"choices\":[{\"delta\":{\"content\":\n\n";
    private static final String FROM_SIBLING = "{\"model\":\"gpt-4o-west\",\"choices\":[{\"from\":\"sibling\"}]}";

    private static Case stream(String name) {
        return chat("stream-" + name).streamed();
    }

    private static Case stream(String name, String profile) {
        return stream(profile + "-" + name).at("/api/" + profile + "/output/chat/completions");
    }

    private static Case sink(String name) {
        return stream("sink-" + name).at(style("sink"));
    }

    /** As {@link Script#events}, for a sink, which frames them itself. */
    private static Script data(String... events) {
        return Script.events(unframed(events));
    }

    private static String[] unframed(String... events) {
        return Arrays.stream(events).map(Chat::data).toArray(String[]::new);
    }

    private static void assertText(String expected, OpenAnswer answer) throws IOException {
        answer.toEnd();
        StreamText text = StreamText.of(answer.body());
        assertEquals(expected, text.text(), answer.body());
        assertTrue(text.done(), answer.body());
        assertFalse(text.error(), answer.body());
        assertEquals(OpenAnswer.End.COMPLETE, answer.end());
    }

    /** The sibling's own stream and nothing of the host's. */
    private void assertRescued(Case request) throws IOException {
        String[] events = SIBLING.all("Hello", " world");
        sibling.plays(request.name(), Script.events(events));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(200, answer.status());
            assertEquals(String.join("", events), withoutComments(answer.body()));
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
            assertTrue(
                    answer.header("Content-Type").orElseThrow().startsWith("text/event-stream"),
                    answer.head().fields()::toString);
            assertEquals(Optional.of("openai/gpt-4o-west"), answer.header("x-litellm-actual-model"));
            assertEquals(Optional.of("1"), answer.header("x-litellm-attempted-retries"));
        }
        assertEquals(1, sibling.journal(request.name()).size());
        assertEquals(
                request.body().replaceFirst("\"model\":\"[^\"]+\"", "\"model\":\"gpt-4o-west\""),
                sibling.journal(request.name()).get(0).body());
        assertTrue(other.journal(request.name()).isEmpty());
    }

    private static String withoutComments(String body) {
        return body.replaceAll("(?m)^:.*\n\n?", "");
    }

    // ---- nothing fails ----------------------------------------------------------------------------------------------

    static Stream<Arguments> goodStreams() {
        String[] plain = HOST.all("Hello", " wörld");
        return Stream.of(
                Arguments.of("plain", Script.events(plain)),
                Arguments.of(
                        "with-comments",
                        Script.events(": hello\n\n", "retry: 10\n\n", "\n\n", HOST.role(), ": ping\n\n")
                                .say(HOST.text("Hi"), ": ping\n\n", HOST.finish(), Chat.DONE)),
                Arguments.of("without-done", Script.events(HOST.role(), HOST.text("Hi"), HOST.finish())),
                Arguments.of("tool-call", Script.events(HOST.role(), HOST.toolCall(), HOST.finish(), Chat.DONE)),
                Arguments.of(
                        "crlf",
                        Script.events(Arrays.stream(plain)
                                .map(event -> event.replace("\n", "\r\n"))
                                .toArray(String[]::new))),
                Arguments.of(
                        "in-odd-pieces", Script.events(String.join("", plain).split("(?<=\\G.{17})", -1))),
                Arguments.of(
                        "usage",
                        Script.events(HOST.role(), HOST.text("Hi"), HOST.finish())
                                .say("data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n", Chat.DONE)));
    }

    @ConcurrentCases
    @MethodSource("goodStreams")
    void aGoodStreamStaysAsItIs(String name, Script script) throws IOException {
        Case request = stream("good-" + name).plays(script);

        assertAsBare(request);
        try (OpenAnswer answer = ask(request)) {
            assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
            assertEquals(Optional.of("primary"), answer.header("x-litellm-model-id"));
            assertEquals(OpenAnswer.End.COMPLETE, answer.toEnd().end());
        }
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void aGoodStreamOfASinkStaysAsItIs() throws IOException {
        Case request = sink("good").plays(data(HOST.all("Hello", " world")));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void aGoodStreamFromAnAsyncResponseStaysAsItIs() throws IOException {
        Case request = stream("async-good").at(style("async")).does("playing").plays(Script.events(HOST.all("Hello")));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentCases
    @ValueSource(strings = {"output", "sink"})
    void aStreamArrivesEventByEvent(String style) throws IOException {
        Case request = stream("gated-" + style).at(style(style));
        String[] before = {HOST.role(), HOST.text("first")};
        String[] after = {HOST.text("second"), HOST.finish(), Chat.DONE};
        Script script = style.equals("sink")
                ? data(before).gate(request.name()).say(unframed(after))
                : Script.events(before).gate(request.name()).say(after);

        try (OpenAnswer answer = ask(request.plays(script))) {
            assertEquals(Optional.of("primary"), answer.header("x-litellm-model-id"));
            answer.await("first");
            assertFalse(answer.body().contains("second"));
            openAtHost(request.name());
            assertText("firstsecond", answer);
        }
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentCases
    @ValueSource(strings = {"output", "sink"})
    void theHostItselfStreams(String style) throws IOException {
        assumeTrue(isFreeOf(Difference.FIRST_FLUSH) || !style.equals("output"));
        Case request = stream("bare-" + style).at(style(style));
        String first = HOST.text("first");
        Script script = style.equals("sink") ? data(first) : Script.events(first);

        try (OpenAnswer answer = askBare(request.plays(script.gate(request.name())))) {
            answer.await("first");
            openAtBoth(request.name());
            assertEquals(OpenAnswer.End.COMPLETE, answer.toEnd().end());
        }
    }

    @ConcurrentTest
    void anAnswerThatIsNoStreamStaysAsItIsThoughOneWasAskedFor() throws IOException {
        Case request = stream("whole").plays(Script.json(200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}"));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void aRefusalOfTheRequestItselfStaysAsItIs() throws IOException {
        Case request = stream("refused").plays(Script.json(400, "{\"error\":{\"message\":\"n is too small\"}}"));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    // ---- nothing of content yet -------------------------------------------------------------------------------------

    static Stream<Arguments> failuresBeforeContent() {
        Script idle = Script.events(": ping\n\n", "retry: 10\n\n", "\n\n", HOST.role(), ": ping\n\n");
        return Stream.of(
                Arguments.of("status", Script.json(503, "{\"error\":{\"message\":\"busy\"}}")),
                Arguments.of("empty", Script.events()),
                Arguments.of("html", new Script(200, "text/html", List.of()).say("<html>maintenance</html>")),
                Arguments.of("error-first", Script.events(ERROR)),
                Arguments.of("error-event-name", Script.events("event: error\ndata: {\"message\":\"overloaded\"}\n\n")),
                Arguments.of("error-behind-role", Script.events(HOST.role(), ERROR)),
                Arguments.of("error-behind-comments", idle.say(ERROR, Chat.DONE)),
                Arguments.of("throws-at-once", Script.events().fail()),
                Arguments.of("throws-behind-role", Script.events(HOST.role()).fail()),
                Arguments.of("throws-behind-comments", idle.fail()),
                Arguments.of("ends-behind-role", Script.events(HOST.role())),
                Arguments.of("ends-within-an-event", Script.events("data: {\"id\":\"host-1\",\"choi")),
                Arguments.of("done-at-once", Script.events(Chat.DONE)));
    }

    @ConcurrentCases
    @MethodSource("failuresBeforeContent")
    void aStreamThatFailsBeforeItsFirstContentIsReplaced(String name, Script script) throws IOException {
        assertRescued(stream("before-" + name).plays(script));
    }

    @ConcurrentCases
    @MethodSource("failuresBeforeContent")
    void aStreamOfAMappedResourceThatFailsBeforeItsFirstContentIsReplaced(String name, Script script)
            throws IOException {
        assertRescued(stream("before-" + name, "strict").plays(script));
    }

    static Stream<Arguments> sinkFailuresBeforeContent() {
        return Stream.of(
                Arguments.of("closes", Script.events()),
                Arguments.of("error-first", data(ERROR)),
                Arguments.of("error-behind-role", data(HOST.role(), ERROR)),
                Arguments.of("comments-only", Script.events(": ping", ": ping")),
                Arguments.of("dies-behind-role", data(HOST.role()).fail()));
    }

    @ConcurrentCases
    @MethodSource("sinkFailuresBeforeContent")
    void aSinkThatFailsBeforeItsFirstContentIsReplaced(String name, Script script) throws IOException {
        assumeTrue(isFreeOf(Difference.EMPTY_SINK) || !name.equals("closes"));
        assertRescued(sink("before-" + name).plays(script));
    }

    @ConcurrentTest
    void ifAllFailTheClientGetsTheHostsOwnFailure() throws IOException {
        Case request = stream("all-fail").plays(Script.json(503, "{\"error\":{\"message\":\"busy\"}}"));
        sibling.plays(request.name(), Script.events(SIBLING.role(), ERROR));
        other.plays(request.name(), Script.events(OTHER.role()).fail());

        assertAsBare(request);

        assertEquals(1, sibling.journal(request.name()).size());
        assertEquals(1, other.journal(request.name()).size());
    }

    @ConcurrentTest
    void anAlternateThatFailsBeforeItsFirstContentIsReplacedToo() throws IOException {
        Case request = stream("next").plays(Script.events(HOST.role(), ERROR));
        sibling.plays(
                request.name(), Script.events(SIBLING.role(), ": ping\n\n").cut());
        other.plays(request.name(), Script.events(OTHER.all("Hello")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello", answer);
            assertEquals(Optional.of("openai/gpt-4-turbo"), answer.header("x-litellm-actual-model"));
            assertFalse(answer.body().contains("host-1"));
            assertFalse(answer.body().contains("gpt-4o-west-1"));
        }
    }

    @ConcurrentCases
    @ValueSource(strings = {"cut", "reset", "silent", "error", "html", "status", "empty", "json-error"})
    void whateverIsWrongWithAnAlternatesStreamTheNextOneIsAsked(String fault) throws IOException {
        Case request = stream("alternate-" + fault, "short").plays(Script.json(503, "{}"));
        Script role = Script.events(SIBLING.role());
        sibling.plays(
                request.name(),
                switch (fault) {
                    case "cut" -> role.cut();
                    case "reset" -> role.fail();
                    case "silent" -> role.gate("at-the-end");
                    case "error" -> role.say(ERROR);
                    case "html" -> new Script(200, "text/html", List.of()).say("<html>maintenance</html>");
                    case "status" -> Script.json(429, "{\"error\":{}}");
                    case "empty" -> Script.events();
                    default -> Script.json(200, "{\"error\":{\"message\":\"overloaded\"}}");
                });
        other.plays(request.name(), Script.events(OTHER.all("Hello")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello", answer);
        }
        assertEquals(1, sibling.journal(request.name()).size());
    }

    @ConcurrentTest
    void anAlternatesStreamArrivesEventByEvent() throws IOException {
        Case request = stream("alternate-gated").plays(Script.json(503, "{}"));
        sibling.plays(
                request.name(),
                Script.events(SIBLING.role(), SIBLING.text("first"))
                        .gate(request.name())
                        .say(SIBLING.text("second"), SIBLING.finish(), Chat.DONE));

        try (OpenAnswer answer = ask(request)) {
            answer.await("first");
            assertFalse(answer.body().contains("second"));
            Gates.open(request.name());
            assertText("firstsecond", answer);
        }
    }

    // ---- the host hangs ---------------------------------------------------------------------------------------------

    @ConcurrentCases
    @CsvSource({"llm,blocked", "short,blocked", "llm,output", "short,output"})
    void aHostThatHangsBeforeItsFirstContentIsTakenOverWhileItHangs(String profile, String style) throws IOException {
        Case request =
                stream("hangs-" + profile + "-" + style).at("/api/" + profile + "/" + style + "/chat/completions");
        if (profile.equals("llm")) {
            request = request.model("hurried");
        }
        Script script = style.equals("blocked")
                ? Script.events(HOST.all("too late"))
                : Script.events(HOST.role()).gate(request.name()).say(HOST.all("too late"));
        sibling.plays(request.name(), Script.events(SIBLING.all("Hello", " world")));
        long start = System.nanoTime();

        try (OpenAnswer answer = ask(request.plays(script))) {
            assertText("Hello world", answer);
            assertTakenOver(request, answer, start);
        }
    }

    @ConcurrentCases
    @ValueSource(strings = {"llm", "short"})
    void aHostThatHangsIsTakenOverWhereAWholeAnswerIsAskedFor(String profile) throws IOException {
        Case request = chat("hangs-whole-" + profile).at("/api/" + profile + "/blocked/chat/completions");
        if (profile.equals("llm")) {
            request = request.model("hurried");
        }
        sibling.plays(request.name(), Script.json(200, FROM_SIBLING));
        long start = System.nanoTime();

        try (OpenAnswer answer = ask(request.plays(Script.json(200, "{\"choices\":[\"too late\"]}")))) {
            answer.toEnd();
            assertEquals(FROM_SIBLING, answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
            assertEquals(Optional.of("openai/gpt-4o-west"), answer.header("x-litellm-actual-model"));
            assertTakenOver(request, answer, start);
        }
    }

    /** In time, while the host's thread was still blocked; and what it writes later goes nowhere. */
    private void assertTakenOver(Case request, OpenAnswer answer, long start) throws IOException {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(TAKEN_OVER) < 0, took::toString);
        String before = answer.body();
        assertNextIsAnswered(answer, request);
        assertEquals("", diary(request));

        openAtHost(request.name());
        awaitDiary(request, diary -> !diary.isEmpty());
        assertFalse(diary(request).contains("interrupted"));
        assertNothingFollows(answer, request);
        assertEquals(before, answer.body());
    }

    @ConcurrentTest
    void onlyIfTheOperatorSaysSoTheHostsThreadIsInterrupted() throws IOException {
        Case request = stream("interrupted")
                .at("/api/interrupting/blocked/chat/completions")
                .plays(Script.events());
        sibling.plays(request.name(), Script.events(SIBLING.all("Hello")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello", answer);
        }
        awaitDiary(request, diary -> diary.equals("interrupted"));
    }

    @ConcurrentCases
    @ValueSource(strings = {"output", "sink"})
    void aHostThatFallsSilentInTheMiddleIsContinuedWhileItIsSilent(String style) throws IOException {
        Case request = stream("silent-" + style).at("/api/short/" + style + "/chat/completions");
        Script begun = style.equals("sink")
                ? data(HOST.role(), HOST.text("Hello"))
                : Script.events(HOST.role(), HOST.text("Hello"));
        String late = style.equals("sink") ? Chat.data(HOST.text("too late")) : HOST.text("too late");
        sibling.plays(request.name(), Script.events(SIBLING.all(" world")));
        long start = System.nanoTime();

        try (OpenAnswer answer = ask(request.plays(begun.gate(request.name()).say(late)))) {
            assertText("Hello world", answer);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(TAKEN_OVER) < 0, took::toString);
            assertPrefilled(request, "Hello");

            openAtHost(request.name());
            assertNothingFollows(answer, request);
        }
    }

    /** The first of those that hang lasts until the time of the stream that nobody reads is over. */
    @ConcurrentTest
    void aClientThatDoesNotReadHoldsNobodyElsesTimeUp() throws IOException {
        Case unread = stream("unread", "short")
                .plays(Script.events(HOST.role(), HOST.text("Hello")).flood());

        try (OpenAnswer slow = ask(unread).await("Hello")) {
            for (String each : List.of("first", "second")) {
                Case request = stream("hangs-beside-" + each)
                        .at("/api/short/blocked/chat/completions")
                        .plays(Script.events(HOST.all("too late")));
                sibling.plays(request.name(), Script.events(SIBLING.all("Hello", " world")));
                long start = System.nanoTime();
                try (OpenAnswer answer = ask(request)) {
                    assertText("Hello world", answer);
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    assertTrue(took.compareTo(TAKEN_OVER) < 0, took::toString);
                } finally {
                    openAtHost(request.name());
                }
            }
            assertEquals(OpenAnswer.End.CUT, slow.end(), "there is still more to read");
        }
    }

    @Test
    @ResourceLock(value = THREADS, mode = ResourceAccessMode.READ_WRITE)
    void twoHundredSlowStreamsOfAlternatesHoldNoThreadEach() throws Exception {
        int many = 200;
        long before = threads();
        List<OpenAnswer> answers = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                Case request = stream("many-" + i).plays(Script.json(503, "{}"));
                sibling.plays(
                        request.name(),
                        Script.events(SIBLING.role(), SIBLING.text("Hello"))
                                .gate("many")
                                .say(SIBLING.text(" world"), SIBLING.finish(), Chat.DONE));
                answers.add(ask(request).await("Hello"));
            }

            long more = threads() - before;
            assertTrue(more < many / 4, more + " more threads");
        } finally {
            Gates.open("many");
            for (OpenAnswer answer : answers) {
                answer.toEnd();
                answer.close();
            }
        }
        for (OpenAnswer answer : answers) {
            assertText("Hello world", answer);
        }
    }

    /** Those of the JVM but the deployments' and the host's own. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("scripted-"))
                .count();
    }

    // ---- broken off in the middle -----------------------------------------------------------------------------------

    static Stream<Arguments> breaks() {
        Script begun = Script.events(HOST.role(), HOST.text("Hello"), HOST.text(" brave"));
        return Stream.of(
                Arguments.of("throws", begun.fail()),
                Arguments.of("ends", begun),
                Arguments.of("ends-within-an-event", begun.say("data: {\"id\":\"host-1\",\"cho")),
                Arguments.of("error", begun.say(ERROR)),
                Arguments.of("error-and-done", begun.say(ERROR, Chat.DONE)));
    }

    @ConcurrentCases
    @MethodSource("breaks")
    void aStreamThatBreaksIsContinuedByTheSibling(String name, Script script) throws IOException {
        Case request = stream("continued-" + name)
                .header("TE: trailers")
                .header("Connection: TE")
                .plays(script);
        sibling.plays(request.name(), Script.events(SIBLING.all(" new", " world")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello brave new world", answer);

            assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
            String comments = String.join(
                    "\n",
                    answer.body().lines().filter(line -> line.startsWith(":")).toList());
            assertTrue(comments.contains("openai/gpt-4o-west"), answer.body());
            assertTrue(comments.replace("openai/gpt-4o-west", "").contains("openai/gpt-4o"), answer.body());
            assertEquals(
                    isFreeOf(Difference.NO_TRAILERS),
                    answer.trailers().toString().contains("openai/gpt-4o-west"),
                    answer.trailers()::toString);
            assertEquals(1, occurrences(Chat.DONE, answer.body()));
        }
        assertPrefilled(request, "Hello brave");
    }

    /** As Jersey does for every stream that fits into its buffer, whether it is whole or not. */
    @ConcurrentTest
    void aStreamOfWhichTheHostSaysHowLongItIsKeepsItsLengthAsLongAsNobodyAddsToIt() throws IOException {
        Case good = withLength("length", String.join("", HOST.all("Hello", " world")));
        Case cut = withLength("length-cut", HOST.role() + HOST.text("Hello"));
        sibling.plays(cut.name(), Script.events(SIBLING.all(" new", " world")));

        assertAsBare(good);
        try (OpenAnswer answer = ask(cut)) {
            assertText("Hello new world", answer);
            assertEquals(Optional.empty(), answer.header("Content-Length"));
        }
    }

    /** Written in one piece, after its length. */
    private static Case withLength(String name, String events) {
        return stream(name)
                .at("/plain-async/request/x")
                .does("later")
                .header("x-length: " + events.length())
                .plays(Script.events(events));
    }

    private static int occurrences(String part, String text) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    /** The sibling got the caller's own messages, then the text so far as the assistant's. */
    private void assertPrefilled(Case request, String soFar) {
        assertEquals(1, sibling.journal(request.name()).size());
        Json received = Json.parse(sibling.journal(request.name()).get(0).body());
        List<Json> messages = received.member("messages").orElseThrow().elements();
        Json last = messages.get(messages.size() - 1);
        assertEquals("hi", messages.get(0).member("content").orElseThrow().text());
        assertEquals(2, messages.size(), received::toString);
        assertEquals("assistant", last.member("role").orElseThrow().text());
        assertEquals(soFar, last.member("content").orElseThrow().text());
        assertEquals("gpt-4o-west", received.member("model").orElseThrow().text());
    }

    @ConcurrentTest
    void aSinkThatBreaksIsContinuedByTheSibling() throws IOException {
        Case request =
                sink("continued").plays(data(HOST.role(), HOST.text("Hello")).fail());
        sibling.plays(request.name(), Script.events(SIBLING.all(" world")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello world", answer);
        }
        assertPrefilled(request, "Hello");
    }

    @ConcurrentCases
    @ValueSource(strings = {"cut", "reset", "error", "end", "silent"})
    void anAlternatesStreamThatBreaksIsContinuedByTheNext(String fault) throws IOException {
        Case request = stream("alternate-breaks-" + fault, "short").plays(Script.json(503, "{}"));
        Script begun = Script.events(SIBLING.role(), SIBLING.text("Hello"));
        sibling.plays(
                request.name(),
                switch (fault) {
                    case "cut" -> begun.cut();
                    case "reset" -> begun.pause(200).fail();
                    case "error" -> begun.say(ERROR);
                    case "end" -> begun;
                    default -> begun.gate("at-the-end");
                });
        other.plays(request.name(), Script.events(OTHER.all(" world")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello world", answer);
            assertEquals(Optional.of("openai/gpt-4o-west"), answer.header("x-litellm-actual-model"));
        }
        List<Json> messages = Json.parse(other.journal(request.name()).get(0).body())
                .member("messages")
                .orElseThrow()
                .elements();
        assertEquals(
                "Hello",
                messages.get(messages.size() - 1)
                        .member("content")
                        .orElseThrow()
                        .text());
    }

    @ConcurrentTest
    void whoRefusesToContinueStartsAgainAndTheBeginningIsCutOff() throws IOException {
        Case request = stream("refuses-prefill")
                .plays(Script.events(HOST.role(), HOST.text("Hello"), HOST.text(" brave"))
                        .fail());
        sibling.plays(
                request.name(),
                Script.json(
                        400,
                        "{\"error\":{\"message\":\"This model does not support assistant message prefill.\",\"type\":"
                                + "\"invalid_request_error\",\"param\":\"messages\",\"code\":\"invalid_prefill\"}}"),
                Script.events(SIBLING.all("Hel", "lo bra", "ve new", " world")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello brave new world", answer);
        }
        assertEquals(2, sibling.journal(request.name()).size());
        assertEquals(
                1,
                Json.parse(sibling.journal(request.name()).get(1).body())
                        .member("messages")
                        .orElseThrow()
                        .elements()
                        .size());
    }

    @ConcurrentTest
    void whoIsAskedToContinueAndStartsAgainHasTheBeginningCutOff() throws IOException {
        Case request = stream("restarts")
                .plays(Script.events(HOST.role(), HOST.text("Hello"), HOST.text(" brave"))
                        .fail());
        sibling.plays(request.name(), Script.events(SIBLING.all("Hello", " brave new", " world")));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello brave new world", answer);
        }
    }

    @ConcurrentTest
    void ifTheNewBeginningDiffersTheClientIsTold() throws IOException {
        Case request = stream("differs")
                .plays(Script.events(HOST.role(), HOST.text("Hello"), HOST.text(" brave"))
                        .fail());
        Script refusal = Script.json(
                400, "{\"error\":{\"message\":\"no assistant message prefill\",\"code\":\"invalid_prefill\"}}");
        sibling.plays(request.name(), refusal, Script.events(SIBLING.all("Something", " else", " altogether")));
        other.plays(request.name(), refusal, Script.events(OTHER.all("Nothing", " of the", " kind")));

        try (OpenAnswer answer = ask(request)) {
            assertBrokenOff("Hello brave", answer);
        }
    }

    /** An error event, and then no end that looks like one if the server can do without. */
    private void assertBrokenOff(String text, OpenAnswer answer) throws IOException {
        StreamText seen = StreamText.of(answer.toEnd().body());
        assertEquals(text, seen.text(), answer.body());
        assertTrue(seen.error(), answer.body());
        assertFalse(seen.done(), answer.body());
        assertEquals(isFreeOf(Difference.NO_CUT) ? OpenAnswer.End.CUT : OpenAnswer.End.COMPLETE, answer.end());
        String last =
                answer.body().lines().filter(line -> line.startsWith("data:")).reduce("", (first, second) -> second);
        Json error =
                Json.parse(last.substring("data:".length())).member("error").orElseThrow();
        for (String member : List.of("message", "type", "param", "code")) {
            assertTrue(error.members().containsKey(member), last);
        }
        assertTrue(error.member("code").orElseThrow().value() instanceof String, last);
    }

    @ConcurrentCases
    @ValueSource(strings = {"throws", "ends"})
    void ifTheOperatorWantsNoContinuationTheClientIsTold(String fault) throws IOException {
        Script begun = Script.events(HOST.role(), HOST.text("Hello"));
        Case request =
                stream("no-continuation-" + fault, "strict").plays(fault.equals("throws") ? begun.fail() : begun);

        try (OpenAnswer answer = ask(request)) {
            assertBrokenOff("Hello", answer);
        }
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void aToolCallIsNeverContinued() throws IOException {
        Case request =
                stream("tool").plays(Script.events(HOST.role(), HOST.toolCall()).fail());

        try (OpenAnswer answer = ask(request)) {
            assertBrokenOff("", answer);
        }
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void severalAnswersAtOnceAreNeverContinued() throws IOException {
        Case request = stream("several")
                .with("\"n\":2")
                .plays(Script.events(HOST.role(), HOST.text("Hello")).fail());

        try (OpenAnswer answer = ask(request)) {
            assertBrokenOff("Hello", answer);
        }
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void ifNobodyCanContinueTheClientIsTold() throws IOException {
        Case request = stream("nobody")
                .plays(Script.events(HOST.role(), HOST.text("Hello")).fail());

        try (OpenAnswer answer = ask(request)) {
            assertBrokenOff("Hello", answer);
        }
        assertEquals(1, sibling.journal(request.name()).size());
        assertEquals(1, other.journal(request.name()).size());
    }

    @ConcurrentTest
    void anEventThatIsNoJsonIsLeftOut() throws IOException {
        String good = String.join("", HOST.all("Hello", " world"));
        Script script = Script.events(HOST.role(), HOST.text("Hello"), BROKEN, HOST.text(" world"))
                .say(HOST.finish(), Chat.DONE);
        Case request = stream("malformed").plays(script);

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello world", answer);
            assertEquals(good, withoutComments(answer.body()));
        }
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void anEventThatIsNoJsonGoesToTheClientIfTheOperatorSaysSo() throws IOException {
        Case request = stream("malformed", "strict")
                .plays(Script.events(HOST.role(), HOST.text("Hello"), BROKEN, HOST.text(" world"))
                        .say(HOST.finish(), Chat.DONE));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void anEventOfASinkThatIsNoJsonIsLeftOut() throws IOException {
        Case request = sink("malformed")
                .plays(data(HOST.role(), HOST.text("Hello"), BROKEN, HOST.text(" world"), HOST.finish(), Chat.DONE));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello world", answer);
            assertEquals(5, occurrences("data: {", answer.body()) + occurrences(Chat.DONE, answer.body()));
        }
        assertNobodyElseWasAsked(request);
    }

    // ---- the client leaves ------------------------------------------------------------------------------------------

    // Before the first content nothing is written, and a servlet hears of a client that has gone by writing only.

    @ConcurrentCases
    @ValueSource(strings = {"silent", "talking"})
    void aDeploymentIsLeftWhenTheClientIsGone(String alternate) throws Exception {
        Case request = stream("gone-" + alternate).plays(Script.json(503, "{}"));
        Script script = Script.events(SIBLING.role());
        if (alternate.equals("silent")) {
            script = script.say(SIBLING.text("Hello")).gate("at-the-end");
        } else {
            for (int i = 0; i < 100; i++) {
                script = script.say(SIBLING.text("Hello")).pause(100);
            }
        }
        sibling.plays(request.name(), script);

        long left;
        try (OpenAnswer answer = ask(request)) {
            answer.await("Hello");
            left = System.nanoTime();
        }

        long gone = sibling.journal(request.name()).get(0).goneNanos().get(10, TimeUnit.SECONDS);
        Duration took = Duration.ofNanos(gone - left);
        // One second, and one for a busy machine.
        assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, took::toString);
        assertTrue(other.journal(request.name()).isEmpty());
    }

    // ---- other dialects ---------------------------------------------------------------------------------------------

    private static String named(String name, String members) {
        return "event: " + name + "\ndata: {\"type\":\"" + name + "\"" + members + "}\n\n";
    }

    private static String[] anthropic(String model, String text) {
        return new String[] {
            named(
                    "message_start",
                    ",\"message\":{\"id\":\"m\",\"role\":\"assistant\",\"model\":\"" + model + "\",\"content\":[]}"),
            named("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
            named("ping", ""),
            named("content_block_delta", ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}"),
            named("content_block_stop", ",\"index\":0"),
            named("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}"),
            named("message_stop", "")
        };
    }

    @ConcurrentTest
    void aGoodStreamOfAnthropicsStaysAsItIs() throws IOException {
        Case request = stream("anthropic-good")
                .at("/api/llm/output/messages")
                .model("claude")
                .plays(Script.events(anthropic("claude-east", "Hello")));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentCases
    @ValueSource(strings = {"first", "behind-the-start", "ends-behind-the-start"})
    void aStreamOfAnthropicsThatFailsBeforeItsFirstContentIsReplaced(String fault) throws IOException {
        String error = named("error", ",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
        String[] started = Arrays.copyOf(anthropic("claude-east", "never said"), 3);
        Case request = stream("anthropic-" + fault)
                .at("/api/llm/output/messages")
                .model("claude")
                .plays(
                        switch (fault) {
                            case "first" -> Script.events(error);
                            case "behind-the-start" -> Script.events(started).say(error);
                            default -> Script.events(started);
                        });
        String[] events = anthropic("claude-west", "Hello");
        sibling.plays(request.name(), Script.events(events));

        try (OpenAnswer answer = ask(request)) {
            assertText("Hello", answer);
            assertEquals(String.join("", events), withoutComments(answer.body()));
            assertEquals(Optional.of("anthropic/claude-west"), answer.header("x-litellm-actual-model"));
        }
        assertEquals(
                "POST /v1/messages HTTP/1.1",
                sibling.journal(request.name()).get(0).requestLine());
        assertEquals(
                "sk-sibling", sibling.journal(request.name()).get(0).headers().get("x-api-key"));
    }

    private static String[] responses(String text) {
        return new String[] {
            named("response.created", ",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}"),
            named("response.output_text.delta", ",\"output_index\":0,\"delta\":\"" + text + "\""),
            named("response.completed", ",\"response\":{\"id\":\"r\",\"status\":\"completed\"}")
        };
    }

    @ConcurrentTest
    void aGoodStreamOfResponsesStaysAsItIs() throws IOException {
        Case request =
                stream("responses-good").at("/api/llm/output/responses").plays(Script.events(responses("Hello")));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void aStreamOfResponsesThatFailsBeforeItsFirstContentIsReplaced() throws IOException {
        Case request = stream("responses-failed")
                .at("/api/llm/output/responses")
                .plays(Script.events(
                        named("response.created", ",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}"),
                        named(
                                "response.failed",
                                ",\"response\":{\"id\":\"r\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\","
                                        + "\"message\":\"The model failed\"}}")));
        String[] events = responses("Hello");
        sibling.plays(request.name(), Script.events(events));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();
            assertEquals(String.join("", events), withoutComments(answer.body()));
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
        assertEquals(
                "POST /v1/responses HTTP/1.1",
                sibling.journal(request.name()).get(0).requestLine());
    }

    private static String legacy(String text, String finish) {
        return "data: {\"id\":\"cmpl\",\"object\":\"text_completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\""
                + text + "\",\"finish_reason\":" + finish + "}]}\n\n";
    }

    @ConcurrentTest
    void aGoodStreamOfLegacyCompletionsStaysAsItIs() throws IOException {
        Case request = stream("legacy-good")
                .at("/api/llm/output/completions")
                .plays(Script.events(legacy("Hello", "null"), legacy("", "\"stop\""), Chat.DONE));

        assertAsBare(request);
        assertNobodyElseWasAsked(request);
    }

    @ConcurrentTest
    void aStreamOfLegacyCompletionsThatFailsBeforeItsFirstContentIsReplaced() throws IOException {
        Case request = stream("legacy-failed")
                .at("/api/llm/output/completions")
                .plays(Script.events(legacy("", "null"), ERROR));
        String[] events = {legacy("Hello", "null"), legacy("", "\"stop\""), Chat.DONE};
        sibling.plays(request.name(), Script.events(events));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();
            assertEquals(String.join("", events), withoutComments(answer.body()));
        }
        assertEquals(
                "POST /v1/completions HTTP/1.1",
                sibling.journal(request.name()).get(0).requestLine());
    }
}
