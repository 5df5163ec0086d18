package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.cases.StreamText;
import io.github.fallbackrouting.servers.host.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Asynchronous hosts, of Jakarta REST and of plain servlets, get what synchronous ones get: their good answers stay as they
 * are, their failures are rescued, and if nobody can help the failure stays theirs.
 */
abstract class AsyncContract extends StreamingHosts {

    private static final Script GOOD =
            Script.json(200, "{\"id\":\"host\",\"choices\":[{\"message\":{\"content\":\"from the host – é\"}}]}");
    private static final Script BUSY = Script.json(503, "{\"error\":{\"message\":\"the host's provider is busy\"}}");
    private static final String FROM_SIBLING = "{\"model\":\"gpt-4o-west\",\"choices\":[{\"from\":\"sibling\"}]}";

    private static Case jaxrs(String profile, String style, String action) {
        return chat(String.join("-", "async", profile, style, action))
                .at("/api/" + profile + "/" + style + "/chat/completions")
                .does(action);
    }

    private static Case servlet(String filter, String action) {
        return chat("servlet-" + filter + "-" + action)
                .at("/plain-async/" + filter + "/x")
                .does(action);
    }

    private void assertHostsOwn(Case request) throws IOException {
        assertAsBare(request);
        try (OpenAnswer answer = ask(request)) {
            assertEquals(200, answer.status());
            assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
            assertEquals(Optional.of("primary"), answer.header("x-litellm-model-id"));
            assertEquals(Optional.of("call-1"), answer.header("x-litellm-call-id"));
            assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-retries"));
        }
        assertNobodyElseWasAsked(request);
    }

    private void assertRescued(Case request) throws IOException {
        sibling.plays(request.name(), Script.json(200, FROM_SIBLING));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(200, answer.status(), answer.body());
            assertEquals(FROM_SIBLING, answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
            assertEquals(Optional.of("openai/gpt-4o-west"), answer.header("x-litellm-actual-model"));
            assertEquals(Optional.of("1"), answer.header("x-litellm-attempted-retries"));
            assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-fallbacks"));
        }
        assertEquals(1, sibling.journal(request.name()).size());
        StreamingDeployment.Received received = sibling.journal(request.name()).get(0);
        assertEquals("POST /v1/chat/completions HTTP/1.1", received.requestLine());
        assertEquals("Bearer sk-sibling", received.headers().get("authorization"));
        assertEquals(request.body().replaceFirst("\"model\":\"[^\"]+\"", "\"model\":\"gpt-4o-west\""), received.body());
        assertTrue(other.journal(request.name()).isEmpty());
    }

    /** Neither deployment has a script for it, so that both fail. */
    private void assertHostsOwnFailure(Case request) throws IOException {
        assertAsBare(request);
        assertEquals(1, sibling.journal(request.name()).size());
        assertEquals(1, other.journal(request.name()).size());
    }

    // ---- Jakarta REST -----------------------------------------------------------------------------------------------

    @ConcurrentCases
    @CsvSource({"async,later", "async,at-once", "async,playing", "stage,later", "stage,at-once"})
    void aGoodAnswerStaysAsItIs(String style, String action) throws IOException {
        assertHostsOwn(jaxrs("llm", style, action).plays(GOOD));
    }

    @ConcurrentCases
    @CsvSource({"async,later", "async,at-once", "stage,later", "stage,at-once"})
    void aGoodAnswerOfAMappedResourceStaysAsItIs(String style, String action) throws IOException {
        assertHostsOwn(jaxrs("strict", style, action).plays(GOOD));
    }

    @ConcurrentCases
    @CsvSource({
        "async,later",
        "async,at-once",
        "async,playing",
        "async,exception",
        "async,exception-at-once",
        "async,timeout",
        "async,cancel",
        "stage,later",
        "stage,at-once",
        "stage,exception",
        "stage,exception-at-once"
    })
    void aFailureIsAnsweredByTheSibling(String style, String action) throws IOException {
        assertRescued(renamed(jaxrs("llm", style, action), "-busy").plays(BUSY));
    }

    @ConcurrentCases
    @CsvSource({"async,later", "async,at-once", "async,exception", "async,timeout", "stage,exception"})
    void aFailureOfAMappedResourceIsAnsweredByTheSibling(String style, String action) throws IOException {
        assertRescued(renamed(jaxrs("strict", style, action), "-busy").plays(BUSY));
    }

    @ConcurrentCases
    @ValueSource(strings = {"", "{\"choices\": [", "{\"error\":{\"message\":\"overloaded\"}}"})
    void aGoodStatusWithoutAGoodAnswerIsAnsweredByTheSibling(String text) throws IOException {
        Case request = jaxrs("llm", "async", "later").plays(Script.json(200, text));
        assertRescued(new Case(
                request.name() + "-broken-" + text.length(),
                request.path(),
                request.body().replace(request.name(), request.name() + "-broken-" + text.length()),
                request.headers()));
    }

    @ConcurrentCases
    @CsvSource({
        "async,later",
        "async,at-once",
        "async,exception",
        "async,exception-at-once",
        "async,timeout",
        "async,cancel",
        "stage,later",
        "stage,exception"
    })
    void ifAllFailTheFailureIsTheHostsOwn(String style, String action) throws IOException {
        Case request = renamed(jaxrs("llm", style, action).plays(BUSY), "-all");
        if (action.startsWith("exception") || action.equals("cancel")) {
            assertErrorPage(request);
        } else {
            assertHostsOwnFailure(request);
        }
    }

    private static Case renamed(Case request, String suffix) {
        String name = request.name() + suffix;
        return new Case(
                name,
                request.path(),
                request.body().replace("\"" + request.name() + "\"", "\"" + name + "\""),
                request.headers().stream()
                        .map(line -> line.equals("x-case: " + request.name()) ? "x-case: " + name : line)
                        .toList());
    }

    @ConcurrentCases
    @ValueSource(strings = {"async", "stage"})
    void oneThatNeverAnswersIsTakenOverAtItsLimit(String style) throws IOException {
        assertTakenOver(jaxrs("llm", style, "never").model("hurried"));
    }

    @ConcurrentCases
    @ValueSource(strings = {"async", "stage"})
    void oneThatNeverAnswersIsTakenOverAtItsLimitWhereItIsMapped(String style) throws IOException {
        assertTakenOver(jaxrs("short", style, "never"));
    }

    /** And what the host says afterwards goes nowhere: the next answer on the connection is nobody else's. */
    private void assertTakenOver(Case unscripted) throws IOException {
        Case request = unscripted.plays(GOOD);
        sibling.plays(request.name(), Script.json(200, FROM_SIBLING));
        long start = System.nanoTime();

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertEquals(FROM_SIBLING, answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
            assertEquals(1, sibling.journal(request.name()).size());
            assertTrue(took.compareTo(TAKEN_OVER) < 0, took::toString);
            assertTrue(took.compareTo(Duration.ofMillis(900)) > 0, took::toString);
            assertNextIsAnswered(answer, request);
            assertFalse(diary(request).contains("passed"), "the host was still to answer");

            openAtHost(request.name());
            awaitDiary(request, diary -> diary.contains("passed"));
            assertNothingFollows(answer, request);
        }
    }

    @ConcurrentCases
    @CsvSource({"llm,async", "llm,stage", "short,async", "short,stage"})
    void oneThatNeverStartsItsStreamIsTakenOverByAStream(String profile, String style) throws IOException {
        Case request =
                renamed(jaxrs(profile, style, "never"), "-stream").streamed().plays(GOOD);
        if (profile.equals("llm")) {
            request = request.model("hurried");
        }
        sibling.plays(request.name(), Script.events(SIBLING.all("Hello", " world")));
        long start = System.nanoTime();

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertEquals("Hello world", StreamText.of(answer.body()).text());
            assertTrue(StreamText.of(answer.body()).done());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
            assertTrue(took.compareTo(TAKEN_OVER) < 0, took::toString);
        }
        openAtHost(request.name());
    }

    // ---- plain servlets ---------------------------------------------------------------------------------------------

    @ConcurrentCases
    @ValueSource(
            strings = {
                "later",
                "later-original",
                "at-once",
                "at-once-original",
                "start",
                "dispatch",
                "dispatch-original",
                "dispatch-at-once",
                "dispatch-path",
                "timeout-answered",
                "timeout-dispatched",
                "write-listener",
                "write-listener-original"
            })
    void aGoodAnswerOfAServletStaysAsItIs(String action) throws IOException {
        assertHostsOwn(servlet("request", action).plays(GOOD));
    }

    @ConcurrentCases
    @ValueSource(strings = {"later", "at-once", "dispatch", "dispatch-original", "dispatch-at-once", "dispatch-path"})
    void aGoodAnswerStaysAsItIsWhereTheFilterIsMappedForDispatchesToo(String action) throws IOException {
        assertHostsOwn(servlet("both", action).plays(GOOD));
    }

    @ConcurrentCases
    @ValueSource(
            strings = {
                "later",
                "later-original",
                "at-once",
                "start",
                "dispatch",
                "dispatch-original",
                "dispatch-at-once",
                "dispatch-path",
                "timeout",
                "timeout-answered",
                "timeout-dispatched",
                "send-error",
                "write-listener"
            })
    void aFailureOfAServletIsAnsweredByTheSibling(String action) throws IOException {
        assertRescued(renamed(servlet("request", action), "-busy").plays(BUSY));
    }

    @ConcurrentCases
    @ValueSource(strings = {"later", "dispatch", "dispatch-original", "dispatch-at-once", "dispatch-path", "timeout"})
    void aFailureIsAnsweredByTheSiblingWhereTheFilterIsMappedForDispatchesToo(String action) throws IOException {
        assertRescued(renamed(servlet("both", action), "-busy").plays(BUSY));
    }

    @ConcurrentCases
    @ValueSource(
            strings = {
                "later",
                "at-once",
                "start",
                "dispatch",
                "dispatch-at-once",
                "dispatch-path",
                "timeout-answered",
                "send-error",
                "write-listener"
            })
    void ifAllFailTheFailureIsTheServletsOwn(String action) throws IOException {
        Case request = renamed(servlet("request", action), "-all").plays(BUSY);
        if (action.equals("send-error")) {
            assertErrorPage(request);
        } else {
            assertHostsOwnFailure(request);
        }
    }

    @ConcurrentTest
    void ifAllFailATimeoutThatNobodyHandlesIsAFailureAllTheSame() throws IOException {
        assertStatusOfFailure(renamed(servlet("request", "timeout"), "-all").plays(BUSY));
    }

    /** The host has said no more than the status: the container makes a page of it. */
    private void assertErrorPage(Case request) throws IOException {
        if (isFreeOf(Difference.LATE_ERROR_PAGES)) {
            assertHostsOwnFailure(request);
        } else {
            assertStatusOfFailure(request);
        }
    }

    private void assertStatusOfFailure(Case request) throws IOException {
        try (OpenAnswer with = ask(request);
                OpenAnswer without = askBare(request)) {
            assertEquals(without.status(), with.status());
            with.toEnd();
            assertEquals(OpenAnswer.End.COMPLETE, with.end());
        }
        assertEquals(1, other.journal(request.name()).size());
    }

    @ConcurrentCases
    @ValueSource(strings = {"never", "never-on-its-thread"})
    void aServletThatNeverAnswersIsTakenOverAtItsLimit(String action) throws IOException {
        assertTakenOver(servlet("short", action));
    }
}
