package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.servers.host.Gates;
import io.github.fallbackrouting.servers.host.Script;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The instruments of the contracts measure what they say. */
class StreamingDeploymentTest {

    private static final Chat CHAT = Chat.from("m");

    private final StreamingDeployment deployment = new StreamingDeployment();

    @AfterEach
    void close() {
        deployment.close();
    }

    private OpenAnswer ask(String caseName) throws IOException {
        return OpenAnswer.post(
                URI.create(deployment.base()).getPort(), "/v1/chat/completions", "{\"user\":\"" + caseName + "\"}");
    }

    @Test
    void aScriptIsPlayedPieceByPiece() throws IOException {
        Script script = Script.events(CHAT.text("first")).gate("piecewise").say(CHAT.text("secönd"), Chat.DONE);
        deployment.plays("pieces", Script.ofField(script.toField()));

        try (OpenAnswer answer = ask("pieces")) {
            answer.await("first");
            assertFalse(answer.body().contains("secönd"));
            Gates.open("piecewise");
            answer.toEnd();

            assertEquals(script.text(), answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
        assertEquals(
                "{\"user\":\"pieces\"}", deployment.journal("pieces").get(0).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "reset"})
    void whatIsBrokenOffIsNoCompleteAnswer(String fault) throws IOException {
        Script begun = Script.events(CHAT.text("first"));
        deployment.plays(
                fault, fault.equals("cut") ? begun.cut() : begun.pause(200).fail());

        try (OpenAnswer answer = ask(fault)) {
            answer.toEnd();

            assertEquals(CHAT.text("first"), answer.body());
            assertEquals(OpenAnswer.End.CUT, answer.end());
        }
    }

    @Test
    void eachRequestOfACaseGetsTheNextScript() throws IOException {
        deployment.plays("turns", Script.json(400, "{}"), Script.json(200, "{}"));

        try (OpenAnswer first = ask("turns");
                OpenAnswer second = ask("turns");
                OpenAnswer third = ask("turns");
                OpenAnswer unknown = ask("unknown")) {
            assertEquals(400, first.status());
            assertEquals(200, second.status());
            assertEquals(200, third.status());
            assertEquals(500, unknown.status());
        }
    }

    @Test
    void aCallerWhoLeavesIsNoticedThoughTheDeploymentIsSilent() throws Exception {
        deployment.plays("left", Script.events(CHAT.text("first")).gate("left"));

        try (OpenAnswer answer = ask("left")) {
            answer.await("first");
            assertFalse(deployment.journal("left").get(0).goneNanos().isDone());
        }

        long gone = deployment.journal("left").get(0).goneNanos().get(5, TimeUnit.SECONDS);
        assertTrue(gone <= System.nanoTime());
        Gates.open("left");
    }
}
