package io.github.fallbackrouting.sample.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fallbackrouting.cases.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample's page, in a real browser; skipped where there is none. */
class PageIT {

    /** Elements that Tab reaches on the page: a dozen. */
    private static final int MANY_TABS = 40;

    private static ChromiumPage page;

    @TempDir
    private Path directory;

    @AutoClose
    private RunningSample sample;

    @BeforeAll
    static void startBrowser() throws Exception {
        Optional<Path> browser = ChromiumPage.browser();
        assumeTrue(
                browser.isPresent(),
                "No browser, so the page is not tested: put chromium or google-chrome on the PATH, or its path into CHROME.");
        page = ChromiumPage.start(browser.get());
    }

    @AfterAll
    static void endBrowser() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        page.resize(1280, 800);
        sample = RunningSample.withFilter();
        page.open(sample.page());
        page.await("!document.getElementById('deployments').hidden");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageIsAnsweredByTheHostsProvider(boolean streamed) throws Exception {
        stream(streamed);

        ask("Hello");

        assertEquals("Hello from openai, which was asked for gpt-4o.", page.text(".text"));
        assertEquals("openai openai/gpt-4o", page.text(".answered-by"));
        // The sample's prices, 9 tokens in and 12 out.
        assertEquals("$0.0001425", page.text(".cost"));
        assertEquals(List.of("✓ openai 200"), attempts());
        assertEquals("Attempts: 1, none failed", page.text("h4"));
        page.await("document.querySelector('#deployment-openai .calls').innerText === '1 call so far'");
        assertEquals(0, sample.calls("openrouter"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheSwitchBreaksIsAnsweredByAnother(boolean streamed) throws Exception {
        stream(streamed);
        page.click("#broken-openai");
        page.await("document.getElementById('deployment-openai').dataset.fault === '429'");
        assertEquals("broken", page.text("#deployment-openai .health"));

        ask("Hello");

        assertEquals("Hello from openrouter, which was asked for anthropic/claude-sonnet-4.5.", page.text(".text"));
        assertEquals("openrouter-claude openrouter/anthropic/claude-sonnet-4.5", page.text(".answered-by"));
        assertEquals("claude-sonnet instead of gpt-4o", page.text(".fallback"));
        assertEquals(
                List.of(
                        "✕ openai 429 rate_limited",
                        "✕ openai 429 rate_limited",
                        "✕ openai 429 rate_limited",
                        "✓ openrouter-claude 200"),
                attempts());
        assertEquals("Attempts: 4, 3 failed", page.text("h4"));
        assertEquals("$0.000207", page.text(".cost"));
    }

    @Test
    void theSwitchHealsAndTheSelectChangesTheFault() throws Exception {
        page.click("#broken-openai");
        page.await("document.getElementById('deployment-openai').dataset.fault === '429'");

        page.evaluate("""
                (() => {
                  const select = document.getElementById('fault-openai');
                  select.value = 'html';
                  select.dispatchEvent(new Event('change'));
                })()""");
        page.await("document.getElementById('deployment-openai').dataset.fault === 'html'");
        page.click("#broken-openai");
        page.await("document.getElementById('deployment-openai').dataset.fault === 'none'");

        assertEquals("works", page.text("#deployment-openai .health"));
        ask("Hello");
        assertEquals(List.of("✓ openai 200"), attempts());
    }

    @Test
    void everyFaultCanBeChosen() throws Exception {
        String known = sample.get("/demo/deployments/azure").body();

        String offered = page
                .evaluate("[...document.getElementById('fault-openai').options].map(one => one.value)")
                .elements()
                .stream()
                .map(Json::text)
                .collect(Collectors.joining(", "));

        assertTrue(known.endsWith("Their faults are: none, " + offered + ".\n"), known + offered);
    }

    @Test
    void theBarsAreAsLongAsTheAttempts() throws Exception {
        answerLike("[{id: 'a', outcome: '503 overloaded', began_seconds: 0, seconds: 0.5, billable: 'no'},"
                + " {id: 'b', outcome: '200', began_seconds: 1, seconds: 1, billable: 'possibly'}]");

        ask("Hello");

        List<Json> percents = page.evaluate("""
                [...document.querySelectorAll('.bar')].flatMap(bar => {
                  const track = bar.parentElement.getBoundingClientRect();
                  const box = bar.getBoundingClientRect();
                  return [(box.x - track.x) / track.width, box.width / track.width].map(one => Math.round(100 * one));
                })""").elements();
        assertEquals(
                List.of("0", "25", "50", "50"),
                percents.stream().map(Json::text).toList());
    }

    @Test
    void aStreamIsShownAsItComes() throws Exception {
        try (RunningSample paced = RunningSample.asDelivered()) {
            page.open(paced.page());
            send("Hello");

            page.await("document.querySelector('.turn').dataset.state === 'streaming'"
                    + " && document.querySelector('.text').innerText.startsWith('Hello from')");
            assertEquals(
                    "true",
                    page.evaluate("document.querySelector('.turn').ariaBusy").text());

            awaitAnswer();
            assertEquals("Hello from openai, which was asked for gpt-4o.", page.text(".text"));
        }
    }

    @Test
    void aStreamThatBreaksHalfWayIsContinued() throws Exception {
        sample.fail("openai", "truncated");

        ask("Hello");

        assertEquals("Hello from openai, which was asked for anthropic/claude-sonnet-4.5.", page.text(".text"));
        assertEquals(
                "openai openai/gpt-4o, continued by openrouter/anthropic/claude-sonnet-4.5", page.text(".answered-by"));
        assertEquals(List.of("✕ openai 200 broken_answer", "✓ openrouter-claude 200"), attempts());
        assertEquals("done", state());
    }

    @Test
    void aStreamThatNobodyCanContinueIsAnError() throws Exception {
        sample.fail("openai", "truncated");
        sample.fail("openrouter", "503");

        ask("Hello");

        assertEquals("failed", state());
        assertTrue(page.text(".text").startsWith("Hello from openai"), page.text(".text"));
        assertTrue(page.text(".turn .trouble").startsWith("The stream ended with an error. "), page.text("body"));
    }

    @Test
    void aStreamThatIsCutIsNotTakenForWhole() throws Exception {
        try (RunningSample host = RunningSample.withoutFilter(directory)) {
            host.fail("openai", "truncated");
            page.open(host.page());

            ask("Hello");

            assertEquals("failed", state());
            assertTrue(
                    page.text(".turn .trouble").startsWith("The connection was cut: the answer is not whole."),
                    page.text("body"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureIsShownWithStatusAndMessage(boolean streamed) throws Exception {
        sample.fail("openai", "401");
        stream(streamed);

        ask("Hello");

        assertEquals("401 Unauthorized This API key has been revoked.", page.text(".turn .trouble"));
        assertEquals("none", page.text(".cost"));
        assertEquals(List.of("✕ openai 401 credentials"), attempts());
    }

    @Test
    void anAnswerThatDoesNotComeCanBeStopped() throws Exception {
        sample.fail("openai", "hang");
        send("Hello");
        page.await("document.getElementById('send').innerText === 'Stop'");

        page.click("#send");
        awaitAnswer();

        assertEquals("Stopped.", page.text(".turn .trouble"));
        assertEquals("Send", page.text("#send"));
    }

    @Test
    void whatTheStatusPageKnowsOfACallIsShown() throws Exception {
        answerLike("[{id: 'openai', reason: 'primary', outcome: '200 broken_answer', began_seconds: 0, seconds: 0.016,"
                + " billable: 'possibly', cost_usd: null}, {id: 'openrouter-claude', reason: 'fallback', outcome: '200',"
                + " began_seconds: 0.02, seconds: 1.25, billable: 'yes', cost_usd: '0.0000285'}]");

        ask("Hello");

        assertEquals("$0.0000285", page.text(".cost"));
        assertEquals(List.of("✕ openai 200 broken_answer", "✓ openrouter-claude 200"), attempts());
        assertEquals("Attempts: 2, 1 failed", page.text("h4"));
        assertEquals(
                List.of("possibly billed", "fallback · $0.0000285"),
                page
                        .evaluate("[...document.querySelectorAll('.remarks')].map(one => one.innerText)")
                        .elements()
                        .stream()
                        .map(Json::text)
                        .toList());
    }

    @Test
    void withoutAStatusPageTheHeaderFieldsHaveToDo() throws Exception {
        stub("new Response('', {status: 404})");

        ask("Hello");

        assertEquals("not priced", page.text(".cost"));
        assertEquals(List.of("✓ openai 200"), attempts());
        assertEquals("Attempts until the first word: 1, none failed", page.text("h4"));
    }

    /** Lets the status page say these attempts of every call, and a cost. */
    private static void answerLike(String attempts) throws IOException {
        stub("""
                Response.json({filters: [{recent: [
                  {call_id: 'of another', cost_usd: '9', attempts: []},
                  {call_id: call, cost_usd: '0.0000285', attempts: %s}]}]})""".formatted(attempts));
    }

    /** Lets the status page answer like this; {@code call} is the id of the last call. */
    private static void stub(String response) throws IOException {
        page.evaluate("""
                (() => {
                  const real = window.fetch;
                  let call = null;
                  window.fetch = async (address, options) => {
                    if (String(address).startsWith('fallback-status')) {
                      return %s;
                    }
                    const answer = await real(address, options);
                    call = answer.headers.get('x-litellm-call-id') ?? call;
                    return answer;
                  };
                })()""".formatted(response));
    }

    @Test
    void whatWasSaidIsSaidAgainUntilANewChat() throws Exception {
        page.evaluate("""
                (() => {
                  const real = window.fetch;
                  window.asked = [];
                  window.fetch = (address, options) => {
                    if (options?.method === 'POST') {
                      window.asked.push(JSON.parse(options.body).messages.map(one => one.role));
                    }
                    return real(address, options);
                  };
                })()""");

        ask("One");
        ask("Two");
        page.click("#clear");
        ask("Three");

        assertEquals(
                "[[\"user\"],[\"user\",\"assistant\",\"user\"],[\"user\"]]",
                page.evaluate("window.asked").toString());
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        tabTo("broken-openai");
        page.press(ChromiumPage.Key.SPACE);
        page.await("document.getElementById('deployment-openai').dataset.fault === '429'");
        tabTo("message");
        page.type("Hello");
        page.press(ChromiumPage.Key.ENTER);
        awaitAnswer();

        assertEquals("Hello", page.text(".question"));
        assertEquals("openrouter-claude openrouter/anthropic/claude-sonnet-4.5", page.text(".answered-by"));
        assertEquals("message", focused());
    }

    /** Presses Tab until the element of this id has the focus; on the way the focus is always to be seen. */
    private void tabTo(String id) throws IOException {
        for (int i = 0; i < MANY_TABS; i++) {
            page.press(ChromiumPage.Key.TAB);
            String outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                    .text();
            assertEquals("solid", outline, focused());
            if (focused().equals(id)) {
                return;
            }
        }
        throw new AssertionError("Tab never reaches " + id);
    }

    private String focused() throws IOException {
        return page.evaluate("document.activeElement.id").text();
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() throws Exception {
        page.resize(360, 740);
        assertFits();
        sample.fail("openai", "503");
        sample.fail("openrouter", "truncated");

        ask("AWordThatIsMuchLongerThanThePhoneIsWideAndHasNoPlaceAtWhichItCouldBeBroken");

        assertFits();
        assertTrue(attempts().size() > 1);
    }

    private static void assertFits() throws IOException {
        Json widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
        int needed = widths.elements().get(0).number().intValue();
        int there = widths.elements().get(1).number().intValue();
        assertEquals(360, there);
        assertTrue(needed <= there, needed + " px needed, " + there + " there");
    }

    /** The page has a policy of its own: no script, style or connection but those of this origin. */
    @Test
    void theBrowserHasNothingToComplainOf() throws Exception {
        stream(false);

        ask("Hello");

        assertEquals(List.of(), page.complaints());
    }

    @Test
    void withRealProvidersThereIsNothingToSwitchButTheChatWorks() throws Exception {
        try (RunningSample real = RunningSample.withoutDemo(directory, sample)) {
            page.open(real.page());

            ask("Hello");

            assertEquals("Hello from openai, which was asked for gpt-4o.", page.text(".text"));
            assertTrue(page.evaluate("document.getElementById('deployments').hidden")
                    .isTrue());
        }
    }

    private static void stream(boolean wanted) throws IOException {
        page.evaluate("document.getElementById('stream').checked = " + wanted);
    }

    /** Sends this message and waits until its answer, and all that is known of it, is there. */
    private static void ask(String message) throws IOException {
        send(message);
        awaitAnswer();
    }

    private static void send(String message) throws IOException {
        page.click("#message");
        page.type(message);
        page.click("#send");
    }

    private static void awaitAnswer() throws IOException {
        page.await(
                "document.querySelector('.turn') !== null && document.querySelector('.turn[aria-busy=true]') === null");
    }

    private static String state() throws IOException {
        return page.evaluate("document.querySelector('.turn').dataset.state").text();
    }

    private static List<String> attempts() throws IOException {
        return page.evaluate("""
                [...document.querySelectorAll('.attempt')].map(attempt => ['.mark', '.who', '.outcome']
                    .map(part => attempt.querySelector(part).innerText).join(' '))""").elements().stream().map(Json::text).toList();
    }
}
