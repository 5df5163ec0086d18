package io.github.fallbackrouting.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.FilterStatus.DeploymentStatus;
import io.github.fallbackrouting.report.FilterStatus.GroupStatus;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.DeploymentState.Condition;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The state of filters as one HTML page that needs no script and nothing else from anywhere. */
public final class StatusPage {

    private static final String STYLE = style();

    /** What a browser is to let the page do: show itself, with its own style (W3C Content Security Policy, level 3). */
    public static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Calls that are shown without being asked for; the others unfold. */
    private static final int SHOWN = 10;

    /** What is offered for {@code refresh}, in seconds. */
    private static final List<Integer> REFRESHES = List.of(5, 30);

    private final Instant time;
    private final List<FilterStatus> filters;
    private final OptionalInt refresh;
    private final Html html = new Html();

    private StatusPage(Instant time, List<FilterStatus> filters, OptionalInt refresh) {
        this.time = time;
        this.filters = filters;
        this.refresh = refresh;
    }

    /**
     * Renders it.
     *
     * @param time when the filters were looked at
     * @param refresh after how many seconds the browser is to load it again
     */
    public static String of(Instant time, List<FilterStatus> filters, OptionalInt refresh) {
        StatusPage page = new StatusPage(time, filters, refresh);
        page.render();
        return page.html.toString();
    }

    private static String style() {
        try (InputStream css = StatusPage.class.getResourceAsStream("status.css")) {
            if (css == null) {
                throw new IllegalStateException("status.css is missing beside " + StatusPage.class.getName());
            }
            return new String(css.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void render() {
        html.open("html", "lang", "en").open("head").open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.open("meta", "name", "color-scheme", "content", "light dark");
        refresh.ifPresent(seconds -> html.open("meta", "http-equiv", "refresh", "content", Integer.toString(seconds)));
        html.element("title", title()).style(STYLE).close("head").open("body");
        head();
        html.open("main");
        if (filters.isEmpty()) {
            none();
        }
        for (int i = 0; i < filters.size(); i++) {
            filter("filter-" + (i + 1), filters.get(i));
        }
        html.close("main");
        legend();
        html.close("body").close("html");
    }

    private String title() {
        String state = filters.isEmpty() ? "no filter runs" : summary(all());
        return state + " · Fallback status";
    }

    private List<DeploymentStatus> all() {
        return filters.stream().flatMap(filter -> filter.deployments().stream()).toList();
    }

    private static String summary(List<DeploymentStatus> deployments) {
        List<String> unwell = new ArrayList<>();
        for (Condition condition : List.of(Condition.RESTING, Condition.UNPROVEN, Condition.FAILING)) {
            long count = deployments.stream()
                    .filter(deployment -> deployment.state().condition() == condition)
                    .count();
            if (count > 0) {
                unwell.add(count + " " + condition.label());
            }
        }
        return unwell.isEmpty()
                ? deployments.size() == 1 ? "The deployment is healthy" : "All " + deployments.size() + " healthy"
                : String.join(", ", unwell) + " of " + deployments.size();
    }

    private void head() {
        html.open("header").element("h1", "Fallback status").open("p");
        html.text("As of ");
        time(Figures.dateTime(time), time);
        html.close("p").open("nav", "aria-label", "This page").open("ul");
        html.open("li").text("Reload ");
        choice("off", "?", refresh.isEmpty());
        for (int seconds : REFRESHES) {
            choice("every " + seconds + " s", "?refresh=" + seconds, refresh.equals(OptionalInt.of(seconds)));
        }
        html.close("li")
                .open("li")
                .element("a", "As JSON", "href", "?format=json")
                .close("li");
        html.close("ul").close("nav").close("header");
    }

    private void choice(String text, String target, boolean isCurrent) {
        if (isCurrent) {
            html.element("a", text, "href", target, "aria-current", "true");
        } else {
            html.element("a", text, "href", target);
        }
        html.text(" ");
    }

    private void none() {
        html.open("section").element("h2", "No filter runs");
        html.open("p").text("This application has no running ");
        html.element("code", "FallbackRoutingFilter").text(": either its ");
        html.element("code", "web.xml").text(" names none, or it has not started yet.");
        html.close("p").close("section");
    }

    private void filter(String anchor, FilterStatus filter) {
        html.open("section", "aria-labelledby", anchor).open("h2", "id", anchor).text("Filter ");
        name(filter.name()).close("h2");
        verdict(filter.deployments());
        html.open("dl", "class", "numbers");
        number("Calls", Figures.count(filter.calls()));
        number("Answered", Figures.count(filter.answered()));
        number("By fallback", Figures.count(filter.answeredByFallback()));
        number("Not ours", Figures.count(filter.untouched()));
        number("Cost", Figures.dollars(filter.cost()));
        number("Running for", Figures.span(Duration.between(filter.since(), time)));
        html.close("dl");
        for (int i = 0; i < filter.groups().size(); i++) {
            group(anchor + "-group-" + (i + 1), filter.groups().get(i), filter);
        }
        recent(anchor + "-recent", filter.recent());
        html.close("section");
    }

    private void verdict(List<DeploymentStatus> deployments) {
        List<DeploymentStatus> unwell = deployments.stream()
                .filter(deployment -> deployment.state().condition() != Condition.HEALTHY)
                .toList();
        if (unwell.isEmpty()) {
            html.element("p", summary(deployments) + ".", "class", "verdict healthy");
            return;
        }
        Condition worst = unwell.stream()
                .map(deployment -> deployment.state().condition())
                .max(Comparator.naturalOrder())
                .orElse(Condition.HEALTHY);
        html.open("p", "class", "verdict " + worst.label())
                .text(summary(deployments))
                .text(": ");
        for (int i = 0; i < unwell.size(); i++) {
            html.text(i == 0 ? "" : ", ");
            name(unwell.get(i).id()).text(" ").text(condition(unwell.get(i)));
        }
        html.text(".").close("p");
    }

    private void number(String term, String value) {
        html.open("div").element("dt", term).element("dd", value).close("div");
    }

    private void group(String anchor, GroupStatus group, FilterStatus filter) {
        GroupCounts counts = group.counts();
        html.open("section", "aria-labelledby", anchor).open("h3", "id", anchor).text("Group ");
        name(group.name()).close("h3").open("p");
        html.text(calls(counts)).close("p");
        if (!counts.servedBy().isEmpty()) {
            shares(group, filter);
        }
        deployments(group);
        html.close("section");
    }

    private static String calls(GroupCounts counts) {
        if (counts.calls() == 0) {
            return "Nobody has asked for it yet.";
        }
        String rate = counts.fallbackRate()
                .map(part -> " (" + Figures.percent(Optional.of(part)) + ")")
                .orElse("");
        return Figures.count(counts.calls(), "call") + ", " + Figures.count(counts.answered()) + " answered, "
                + Figures.count(counts.answersByFallback()) + " of these by fallback" + rate + ".";
    }

    private void shares(GroupStatus group, FilterStatus filter) {
        Map<String, String> groups = filter.groups().stream()
                .flatMap(other -> other.deployments().stream())
                .collect(Collectors.toMap(
                        DeploymentStatus::id,
                        found -> found.state().deployment().group()));
        html.open("ul", "class", "shares", "aria-label", "Who answered");
        group.counts().servedBy().forEach((id, answers) -> {
            html.open("li").open("span", "class", "who");
            name(id);
            String of = groups.getOrDefault(id, group.name());
            boolean isOther = !of.equals(group.name());
            if (isOther) {
                html.text(" of group ");
                name(of);
            }
            html.close("span");
            String width = group.counts().share(id).map(Object::toString).orElse("0");
            html.open(
                    "svg", "class", "bar", "viewBox", "0 0 1 1", "preserveAspectRatio", "none", "aria-hidden", "true");
            html.open("rect", "class", "track", "width", "1", "height", "1").close("rect");
            html.open("rect", "class", isOther ? "other" : "own", "width", width, "height", "1")
                    .close("rect");
            html.close("svg").open("span", "class", "part");
            html.text(Figures.percent(group.counts().share(id))).text(" · ");
            html.text(Figures.count(answers, "answer")).close("span").close("li");
        });
        html.close("ul");
    }

    private void deployments(GroupStatus group) {
        table(
                "deployments",
                "Deployments of " + group.name(),
                List.of(
                        "Deployment",
                        "State",
                        "Answers",
                        "Attempts",
                        "Failures",
                        "Last failure",
                        "Latency",
                        "Tokens",
                        "Cost"));
        for (DeploymentStatus deployment : group.deployments()) {
            deployment(deployment, group.counts());
        }
        html.close("tbody").close("table");
    }

    private void deployment(DeploymentStatus deployment, GroupCounts group) {
        DeploymentCounts counts = deployment.counts();
        Condition condition = deployment.state().condition();
        html.open("tr", "role", "row").open("th", "scope", "row", "role", "rowheader");
        name(deployment.id());
        html.open("span", "class", "more").text(deployment.model()).close("span");
        deployment.apiBase().ifPresent(base -> html.element("span", base.toString(), "class", "more"));
        html.close("th");
        cell("State").element("span", condition.label(), "class", "state " + condition.label());
        if (condition == Condition.RESTING) {
            more(Figures.left(deployment.state().restLeft()) + " left");
        }
        html.close("td");
        cell("Answers").text(Figures.count(counts.answers()));
        group.share(deployment.id()).ifPresent(share -> more(Figures.percent(Optional.of(share)) + " of group"));
        if (counts.answersByFallback() > 0) {
            more(Figures.count(counts.answersByFallback()) + " by fallback");
        }
        html.close("td");
        cell("Attempts").text(Figures.count(counts.attempts()));
        if (deployment.state().underWay() > 0) {
            more(Figures.count(deployment.state().underWay()) + " under way");
        }
        html.close("td");
        failures(counts);
        Duration latency = deployment.state().latency();
        cell("Latency")
                .text(latency.isZero() ? Figures.NOTHING : Figures.took(latency))
                .close("td");
        cell("Tokens").text(Figures.count(counts.inputTokens()) + "\u00A0in");
        more(Figures.count(counts.outputTokens()) + "\u00A0out");
        html.close("td");
        cell("Cost").text(Figures.dollars(deployment.cost())).close("td");
        html.close("tr");
    }

    private void failures(DeploymentCounts counts) {
        cell("Failures");
        if (counts.failures().isEmpty()) {
            html.text("none");
        }
        for (Map.Entry<FailureKind, Long> failure : counts.failures().entrySet()) {
            html.open("span", "class", "line").text(Figures.count(failure.getValue()) + "\u00A0×\u00A0");
            html.text(failure.getKey().label()).close("span");
        }
        html.close("td");
        cell("Last failure");
        if (counts.lastFailure().isEmpty()) {
            html.text(Figures.NOTHING);
        }
        counts.lastFailure().ifPresent(failure -> {
            html.text(failure.status() == 0 ? "" : failure.status() + " ")
                    .text(failure.kind().label());
            html.open("span", "class", "more");
            time(Figures.span(Duration.between(failure.time(), time)) + " ago", failure.time());
            html.close("span");
        });
        html.close("td");
    }

    private static String condition(DeploymentStatus deployment) {
        String word = deployment.state().condition().label();
        return deployment.state().condition() == Condition.RESTING
                ? word + ", " + Figures.left(deployment.state().restLeft()) + " left"
                : word;
    }

    private void recent(String anchor, List<CallFinished> calls) {
        html.open("section", "aria-labelledby", anchor).element("h3", "Latest calls", "id", anchor);
        if (calls.isEmpty()) {
            html.element("p", "None so far.");
        } else {
            calls("The newest first", calls.subList(0, Math.min(SHOWN, calls.size())));
        }
        if (calls.size() > SHOWN) {
            int others = calls.size() - SHOWN;
            html.open("details").element("summary", Figures.count(others, "earlier call"));
            calls("Earlier calls, the newest first", calls.subList(SHOWN, calls.size()));
            html.close("details");
        }
        html.close("section");
    }

    private void calls(String caption, List<CallFinished> calls) {
        table("calls", caption, List.of("Call", "Group", "Answer", "Took", "Cost", "Attempts"));
        calls.forEach(this::call);
        html.close("tbody").close("table");
    }

    private void call(CallFinished call) {
        html.open("tr", "role", "row").open("th", "scope", "row", "role", "rowheader");
        time(Figures.time(call.call().startedAt(), time), call.call().startedAt());
        html.open("span", "class", "more");
        name(call.call().id()).close("span").close("th");
        cell("Group");
        name(call.group()).close("td");
        cell("Answer").open("span", "class", "state " + (call.end() == End.ANSWERED ? "healthy" : "failing"));
        html.text(end(call)).close("span");
        call.answeredBy().ifPresent(deployment -> {
            html.open("span", "class", "line").text(call.end() == End.ANSWERED ? "by " : "of ");
            name(deployment.id()).close("span");
            more(deployment.model());
        });
        html.close("td");
        cell("Took").text(Figures.took(call.took())).close("td");
        cell("Cost").text(Figures.dollars(call.cost())).close("td");
        cell("Attempts");
        attempts(call);
        html.close("td").close("tr");
    }

    private static String end(CallFinished call) {
        String word = call.end().label().replace('_', ' ');
        return call.status() == 0 ? word : call.status() + " " + word;
    }

    private void attempts(CallFinished call) {
        if (call.attempts().isEmpty()) {
            html.text("none");
            return;
        }
        timeline(call);
        html.open("ol");
        for (Attempt attempt : call.attempts()) {
            html.open("li").open("span", "class", "line");
            name(attempt.hop().deployment().id()).text(" ");
            html.element("strong", attempt.outcome().toString()).text(" ");
            html.text(Figures.took(attempt.took())).close("span");
            more(details(attempt));
            html.close("li");
        }
        html.close("ol");
    }

    private static String details(Attempt attempt) {
        List<String> details = new ArrayList<>();
        details.add(attempt.hop().reason().label());
        attempt.firstContent().ifPresent(content -> details.add("first content " + Figures.took(content)));
        details.add("billable: " + attempt.billable().label());
        attempt.cost().ifPresent(cost -> details.add(Figures.dollars(Optional.of(cost))));
        return String.join(" · ", details);
    }

    /** What the list below it says, to look at. */
    private void timeline(CallFinished call) {
        double whole = Math.max(1, call.took().toNanos());
        html.open("svg", "class", "bar", "viewBox", "0 0 1 1", "preserveAspectRatio", "none", "aria-hidden", "true");
        html.open("rect", "class", "track", "width", "1", "height", "1").close("rect");
        for (Attempt attempt : call.attempts()) {
            double start = Math.min(1, attempt.began().toNanos() / whole);
            double length = Math.min(1 - start, attempt.took().toNanos() / whole);
            html.open(
                            "rect",
                            "class",
                            attempt.outcome() instanceof Served ? "good" : "bad",
                            "x",
                            String.format(Locale.ROOT, "%.4f", start),
                            "width",
                            String.format(Locale.ROOT, "%.4f", Math.max(0.004, length)),
                            "height",
                            "1")
                    .close("rect");
        }
        html.close("svg");
    }

    /** A table that a narrow screen shows as cards: the roles say what it still is then. */
    private void table(String kind, String caption, List<String> columns) {
        html.open("table", "class", kind, "role", "table").element("caption", caption);
        html.open("thead", "role", "rowgroup").open("tr", "role", "row");
        columns.forEach(column -> html.element("th", column, "scope", "col", "role", "columnheader"));
        html.close("tr").close("thead").open("tbody", "role", "rowgroup");
    }

    private Html cell(String column) {
        return html.open("td", "role", "cell", "data-label", column);
    }

    private void more(String text) {
        html.element("span", text, "class", "more");
    }

    /** What somebody else has named. */
    private Html name(String name) {
        return html.element("code", name);
    }

    private void time(String text, Instant instant) {
        html.element("time", text, "datetime", instant.toString(), "title", Figures.dateTime(instant));
    }

    private void legend() {
        html.open("footer").element("h2", "What the words mean").open("dl", "class", "legend");
        number("healthy", "Its last attempt was served, or it has not been asked.");
        number("failing", "Its last attempt failed; it is still asked.");
        number("resting", "It failed too often, or an operator said so: it is passed over until its rest ends.");
        number("unproven", "Its rest is over and nothing has been served since: one attempt at a time is let through.");
        number("by fallback", "Another model group answered than the one that was asked for.");
        number("not ours", "The request named no model of the configuration, or the host went past the filter.");
        number("cost", "What the answers say they used, times the configured prices; – without prices.");
        html.close("dl").close("footer");
    }
}
