package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelGroupsTest {

    private static final ModelGroups GROUPS = new ModelGroups(
            List.of(
                    deployment("1", "*"),
                    deployment("2", "openai/*"),
                    deployment("3", "openai/gpt-*"),
                    deployment("4", "openai/gpt-4o"),
                    deployment("5", "openai/gpt-4o"),
                    deployment("6", "*/gpt-*-mini")),
            Map.of("best", "openai/gpt-4o", "other", "openai/gpt-5"));

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "openai/gpt-4o, 4",
        "openai/gpt-4, 3",
        "openai/gpt-4-mini, 6",
        "openai/o3, 2",
        "openai/, 2",
        "o3, 1",
        "openai/*, 2",
        "best, 4",
        "other, 3"
    })
    void findsTheExactNameFirstAndThenTheLongestPattern(String name, String id) {
        assertEquals(id, GROUPS.named(name).orElseThrow().deployments().get(0).id());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "openai/gpt-4o, openai/gpt-4o",
        "openai/gpt-4, openai/gpt-*",
        "openai/gpt-4-mini, */gpt-*-mini",
        "best, best",
        "other, other",
        "o3, *"
    })
    void knowsByWhichNameOfTheFileANameIsServed(String asked, String name) {
        assertEquals(Optional.of(name), GROUPS.nameFor(asked));
    }

    @Test
    void knowsTheMembersOfAGroupByTheNameThatWasAskedFor() {
        ModelGroup group = GROUPS.named("best").orElseThrow();
        assertEquals("best", group.name());
        assertEquals(List.of("best", "openai/gpt-4o"), group.names());
        assertEquals(2, group.deployments().size());
        assertEquals(Optional.of("5"), group.deployment("5").map(Deployment::id));
        assertEquals(Optional.empty(), group.deployment("1"));
    }

    @Test
    void namesAnAliasBeforeTheWildcardThatItStandsFor() {
        assertEquals(
                List.of("other", "openai/gpt-5", "openai/gpt-*"),
                GROUPS.named("other").orElseThrow().names());
    }

    @Test
    void takesAnIdForATargetAndForNoName() {
        ModelGroups groups = new ModelGroups(List.of(deployment("x", "g"), deployment("y", "g")), Map.of());
        assertEquals(Optional.empty(), groups.named("y"));
        ModelGroup alone = groups.target("y").orElseThrow();
        assertEquals(List.of("y"), alone.names());
        assertEquals(
                List.of("y"), alone.deployments().stream().map(Deployment::id).toList());
        assertEquals(2, groups.target("g").orElseThrow().deployments().size());
        assertEquals(Optional.empty(), groups.target("z"));
    }

    @Test
    void takesAGroupBeforeADeploymentOfThatId() {
        ModelGroups groups = new ModelGroups(List.of(deployment("h", "g"), deployment("x", "h")), Map.of());
        assertEquals("x", groups.target("h").orElseThrow().deployments().get(0).id());
    }

    @Test
    void tellsAllNames() {
        assertEquals(
                List.of("g", "a"),
                List.copyOf(new ModelGroups(List.of(deployment("1", "g")), Map.of("a", "g")).names()));
    }

    @Test
    void refusesWhatIsAmbiguousOrLeadsNowhere() {
        assertEquals(
                "two deployments have the id 'x'",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ModelGroups(List.of(deployment("x", "g"), deployment("x", "h")), Map.of()))
                        .getMessage());
        assertEquals(
                "the alias 'a' stands for 'h', which does not exist",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ModelGroups(List.of(deployment("x", "g")), Map.of("a", "h")))
                        .getMessage());
    }

    @Test
    void matchesNoLongNameWithAPattern() {
        assertEquals(256, GROUPS.named("o".repeat(256)).orElseThrow().name().length());
        assertEquals(Optional.empty(), GROUPS.named("o".repeat(257)));
        String exact = "g".repeat(300);
        assertEquals(
                exact,
                new ModelGroups(List.of(deployment("1", exact)), Map.of())
                        .named(exact)
                        .orElseThrow()
                        .name());
    }

    @Test
    void matchesManyWildcardsAtOnceWithoutTryingEveryWay() {
        ModelGroups groups = new ModelGroups(List.of(deployment("1", "-*".repeat(40) + "x")), Map.of());
        assertEquals(
                Optional.empty(),
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> groups.named("-".repeat(256))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "no",
            value = {
                "* | a | [a]",
                "a* | a | []",
                "a*a | a | no",
                "a*a | aa | []",
                "*-* | a-b-c | [a-b, c]",
                "*-*-* | a-b-c-d | [a-b, c, d]",
                "a*b*c | abbc | [b, ]",
                "** | ab | [ab, ]",
                "a*b | A-b | no",
                "a.c* | abc | no",
                "*b*a | ab | no",
                "m/* | m/.. | no",
                "m/* | m/../x | no",
                "m/* | m/x\\.\\y | no",
                "m/* | m/x/. | no",
                "m/* | m/..;a/x | no",
                "m-*-* | m-.-x | no",
                "m/* | m/..x/y. | [..x/y.]",
                "m/* | m/... | [...]",
            })
    void findsWhatTheWildcardsStandFor(String pattern, String name, String texts) {
        assertEquals(
                Optional.ofNullable(texts),
                new WildcardPattern(pattern).match(name).map(List::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m/a\nb", "m/a\rb", "m/a\0b", "m/a\u2028b", "m/a\u202eb", "m/a\u200bb", "m/\ud800"})
    void takesNoNameThatALogCantShow(String name) {
        assertEquals(Optional.empty(), new WildcardPattern("m/*").match(name));
    }

    @Test
    void takesNoNameThatLeavesAModelWithoutOne() {
        ModelGroups groups = new ModelGroups(
                List.of(new Deployment(
                        "1",
                        "azure/*",
                        "azure/*",
                        "*",
                        Dialect.OPENAI,
                        new Endpoint(URI.create("https://h.example/openai/deployments/*"), "api-version=1", Map.of()),
                        DeploymentSettings.NONE)),
                Map.of());
        assertEquals(
                "x", groups.named("azure/x").orElseThrow().deployments().get(0).modelOnTheWire());
        assertEquals(Optional.empty(), groups.named("azure/"));
        assertEquals(Optional.empty(), groups.named("azure/ "));
    }

    /** What a caller may name to get out of the place that the operator gave to models. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "..",
                ".",
                "../x",
                "../../admin",
                "a?b",
                "a#b",
                "%2e",
                "%2e%2e/",
                "a/b",
                "a b",
                "a\nb",
                "a;b",
                "\\..\\",
                "*",
                "é",
                "\ud800",
                "//evil.example",
                "@evil.example"
            })
    void letsNoNameLeadElsewhere(String name) {
        Endpoint wild = new Endpoint(URI.create("https://h.example/openai/deployments/*"), "api-version=1", Map.of());
        URI url = wild.forModel(name).resolve(new Operation("/chat/completions"));
        assertEquals(url, url.normalize());
        assertEquals("h.example", url.getHost());
        assertEquals("api-version=1", url.getRawQuery());
        assertEquals(null, url.getRawFragment());
        String[] segments = url.getRawPath().split("/", -1);
        assertEquals(6, segments.length, url.toString());
        assertEquals("/openai/deployments/" + segments[3] + "/chat/completions", url.getRawPath());
    }

    @Test
    void leavesAnEndpointWithoutAWildcardAlone() {
        Endpoint endpoint = new Endpoint(URI.create("https://h.example/v1"), null, Map.of());
        assertEquals(endpoint, endpoint.forModel("../x"));
    }

    private static Deployment deployment(String id, String group) {
        return new Deployment(
                id,
                group,
                "openai/" + group,
                group,
                Dialect.OPENAI,
                new Endpoint(URI.create("https://h.example/v1"), null, Map.of()),
                DeploymentSettings.NONE);
    }
}
