package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.AnswerModel;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusPageTest {

    private static final Set<String> VOID = Set.of("meta");

    private final Configuration configuration =
            config("a1", "a2", "b1").fallbacks("a", "b").build();
    private final Tally tally = new Tally(configuration.groups());
    private final Told told = new Told(configuration, tally);
    private final FilterMonitor monitor = Told.monitor("fallback-routing", configuration, tally);

    private static String of(FilterMonitor... monitors) {
        return StatusPage.of(
                Told.NOW, List.of(monitors).stream().map(FilterMonitor::look).toList(), OptionalInt.empty());
    }

    /** What a person reads, its parts in order with a space between them. */
    private static String text(String page) {
        return page.replaceAll("(?s)<style>.*</style>", "")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("[\\s\u00A0]+", " ");
    }

    private static void assertReads(String expected, String page) {
        assertTrue(text(page).contains(expected), () -> text(page));
    }

    /** That each element ends, and where it has to. */
    private static void assertWellFormed(String page) {
        Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)((?: [a-zA-Z-]+=\"[^\"<>]*\")*)>|<!DOCTYPE html>|[<>]")
                .matcher(page.replaceAll("(?s)<style>.*</style>", ""));
        Deque<String> open = new ArrayDeque<>();
        while (tags.find()) {
            if (tags.group(2) == null) {
                assertEquals("<!DOCTYPE html>", tags.group(), "a tag that is none of ours");
            } else if (tags.group(1).isEmpty()) {
                if (!VOID.contains(tags.group(2))) {
                    open.push(tags.group(2));
                }
            } else {
                assertEquals(open.pop(), tags.group(2));
            }
        }
        assertEquals(0, open.size(), open.toString());
    }

    @Test
    void tellsStatesInWords() {
        told.call("1", "a", told.served("a1", Reason.PRIMARY));
        told.call(
                "2",
                "a",
                told.failed("a1", Reason.PRIMARY, FailureKind.RATE_LIMITED, 429),
                told.served("b1", Reason.FALLBACK));
        monitor.rest("a1", Duration.ofMillis(22_500));

        String page = of(monitor);

        assertWellFormed(page);
        assertTrue(page.contains("<title>1 resting of 3 · Fallback status</title>"), page);
        assertReads("1 resting of 3: a1 resting, 23 s left.", page);
        assertReads("Group a 2 calls, 2 answered, 1 of these by fallback (50.0 %).", page);
        assertReads("a1 50.0 % · 1 answer b1 of group b 50.0 % · 1 answer", page);
        assertReads("a1 provider/a1-model resting 23 s left 1 50.0 % of group 2", page);
        assertReads("rate_limited 429 rate_limited 59 s ago", page);
        assertReads("b1 provider/b1-model healthy 1 1 by fallback 1 none –", page);
        assertReads(
                "03:04:05 2 a 200 answered by b1 provider/b1-model 500 ms – a1 429 rate_limited 250 ms"
                        + " primary · billable: no b1 200 250 ms fallback · billable: yes",
                page);
    }

    @Test
    void saysThatAllIsWell() {
        String page = of(monitor);

        assertWellFormed(page);
        assertTrue(page.contains("<title>All 3 healthy · Fallback status</title>"), page);
        assertReads("Group a Nobody has asked for it yet.", page);
        assertReads("Latest calls None so far.", page);
    }

    @Test
    void saysThatNoFilterRuns() {
        String page = of();

        assertWellFormed(page);
        assertReads("No filter runs This application has no running FallbackRoutingFilter", page);
    }

    @Test
    void letsNoNameBecomeMarkup() {
        String hostile = "\"><script>alert('x')</script>&amp;\u0000\u202e\ud800";
        Configuration other = config(List.of(deployment(hostile, "*", "*"))).build();
        Tally counted = new Tally(other.groups());
        Told calls = new Told(other, counted);
        calls.call(hostile, hostile, calls.attempt(hostile, Reason.PRIMARY, new Served(200), Usage.NONE));

        String page = of(Told.monitor(hostile, other, counted));

        assertWellFormed(page);
        assertFalse(page.contains("<script"), page);
        assertTrue(
                page.contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;\uFFFD\uFFFD\uFFFD"),
                page);
    }

    @Test
    void needsNothingFromAnywhere() throws Exception {
        told.call("1", "a", told.served("a1", Reason.PRIMARY));
        String page = of(monitor);

        assertFalse(Pattern.compile("<(script|link|img|iframe|form|object)|\\bsrc=|\\bon[a-z]+=|style=|url\\(|@import")
                .matcher(page)
                .find());
        Matcher style = Pattern.compile("(?s)<style>(.*)</style>").matcher(page);
        assertTrue(style.find());
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(style.group(1).getBytes(UTF_8)));
        assertEquals(
                "default-src 'none'; style-src 'sha256-" + hash
                        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                StatusPage.CONTENT_SECURITY_POLICY);
    }

    @Test
    void loadsItselfAgainIfAsked() {
        assertFalse(of().contains("http-equiv"));
        String page = StatusPage.of(Told.NOW, List.of(), OptionalInt.of(5));

        assertTrue(page.contains("<meta http-equiv=\"refresh\" content=\"5\">"), page);
        assertTrue(page.contains("<a href=\"?refresh=5\" aria-current=\"true\">every 5 s</a>"), page);
    }

    @Test
    void foldsAllButTheLatestCalls() {
        IntStream.range(0, 13).forEach(number -> told.call("c" + number, "a", told.served("a1", Reason.PRIMARY)));

        String page = of(monitor);

        assertWellFormed(page);
        String folded = page.substring(page.indexOf("<details>"), page.indexOf("</details>"));
        assertReads("3 earlier calls", folded);
        assertTrue(folded.contains("c2") && !folded.contains("c3"), folded);
    }

    @Test
    void namesABaseUrlOnlyIfTheOperatorLetsIt() {
        ReportRules exposing = new ReportRules(Optional.empty(), true, true, AnswerModel.AS_SERVED, false, false);
        Configuration open = config("a1").report(exposing).build();

        assertFalse(of(monitor).contains("deployment.invalid"));
        assertReads("http://deployment.invalid", of(Told.monitor("f", open, new Tally(open.groups()))));
    }
}
