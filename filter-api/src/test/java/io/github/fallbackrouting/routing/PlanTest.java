package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.configuration;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Map<String, List<String>> NO_FALLBACKS = Map.of();

    /** All hops as {@code RETRY a2}, {@code FALLBACK b1}. */
    private static List<String> hops(Configuration configuration, String primary, String... cooling) {
        Plan plan = new Plan(configuration, deployment(primary));
        Set<String> passedOver = Set.of(cooling);
        List<String> hops = new ArrayList<>();
        for (Optional<Hop> next = plan.next(d -> passedOver.contains(d.id()));
                next.isPresent();
                next = plan.next(d -> passedOver.contains(d.id()))) {
            hops.add(next.get().reason() + " " + next.get().deployment().id());
        }
        return hops;
    }

    @Test
    void hasNothingToOfferForALoneDeployment() {
        assertEquals(List.of(), hops(configuration(NO_FALLBACKS, "a1", "b1"), "a1"));
    }

    @Test
    void offersTheSiblingsInTheOrderOfTheFile() {
        assertEquals(List.of("RETRY a2", "RETRY a3"), hops(configuration(NO_FALLBACKS, "a1", "b1", "a2", "a3"), "a1"));
    }

    @Test
    void offersTheSiblingsBeforeAPrimaryThatIsNotTheFirstToo() {
        assertEquals(List.of("RETRY a1", "RETRY a3"), hops(configuration(NO_FALLBACKS, "a1", "a2", "a3"), "a2"));
    }

    @Test
    void movesToTheGroupsThatStandInAfterTheSiblings() {
        assertEquals(
                List.of("RETRY a2", "FALLBACK c1", "RETRY c2", "FALLBACK b1"),
                hops(configuration(Map.of("a", List.of("c", "b")), "a1", "a2", "b1", "c1", "c2"), "a1"));
    }

    @Test
    void followsAGroupsOwnFallbacksBeforeItGoesOnWithTheNextGroup() {
        Map<String, List<String>> nested =
                Map.of("a", List.of("b", "c"), "b", List.of("d", "e"), "d", List.of("f"), "c", List.of("g"));

        assertEquals(
                List.of("FALLBACK b1", "FALLBACK d1", "FALLBACK f1", "FALLBACK e1", "FALLBACK c1", "FALLBACK g1"),
                hops(configuration(nested, 10, "a1", "b1", "c1", "d1", "e1", "f1", "g1"), "a1"));
    }

    @Test
    void endsACycleOfFallbacks() {
        Map<String, List<String>> cycle = Map.of("a", List.of("a", "b"), "b", List.of("c"), "c", List.of("b", "a"));

        assertEquals(
                List.of("RETRY a2", "FALLBACK b1", "FALLBACK c1"),
                hops(configuration(cycle, 100, "a1", "a2", "b1", "c1"), "a1"));
    }

    @Test
    void offersAGroupOnceThoughTwoNameIt() {
        Map<String, List<String>> diamond = Map.of("a", List.of("b", "c", "b"), "b", List.of("d"), "c", List.of("d"));

        assertEquals(
                List.of("FALLBACK b1", "FALLBACK d1", "FALLBACK c1"),
                hops(configuration(diamond, 100, "a1", "b1", "c1", "d1"), "a1"));
    }

    @Test
    void makesNoMoreMovesThanAllowedButAsksTheWholeLastGroup() {
        Map<String, List<String>> fallbacks = Map.of("a", List.of("b", "c", "d"));

        assertEquals(
                List.of("FALLBACK b1", "FALLBACK c1", "RETRY c2"),
                hops(configuration(fallbacks, 2, "a1", "b1", "c1", "c2", "d1"), "a1"));
    }

    @Test
    void makesNoMoveAtAllIfNoneIsAllowed() {
        assertEquals(List.of("RETRY a2"), hops(configuration(Map.of("a", List.of("b")), 0, "a1", "a2", "b1"), "a1"));
    }

    @Test
    void countsNestedMovesLikeAllOthers() {
        Map<String, List<String>> chain =
                Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("d"), "d", List.of("e"));

        assertEquals(
                List.of("FALLBACK b1", "FALLBACK c1"),
                hops(configuration(chain, 2, "a1", "b1", "c1", "d1", "e1"), "a1"));
    }

    @Test
    void takesTheRowOfAnyGroupForAGroupWithoutOneOfItsOwn() {
        Map<String, List<String>> fallbacks = Map.of(Configuration.ANY_GROUP, List.of("z"), "b", List.of("y"));

        assertEquals(List.of("FALLBACK z1"), hops(configuration(fallbacks, "a1", "b1", "y1", "z1"), "a1"));
        assertEquals(
                List.of("FALLBACK y1", "FALLBACK z1"), hops(configuration(fallbacks, "a1", "b1", "y1", "z1"), "b1"));
    }

    @Test
    void doesNotAddTheRowOfAnyGroupToAnEmptyRow() {
        Map<String, List<String>> fallbacks = Map.of(Configuration.ANY_GROUP, List.of("z"), "a", List.of());

        assertEquals(List.of(), hops(configuration(fallbacks, "a1", "z1"), "a1"));
    }

    @Test
    void passesOverWhatIsNotToBeAsked() {
        Configuration configuration = configuration(Map.of("a", List.of("b")), "a1", "a2", "a3", "b1", "b2", "b3");

        assertEquals(List.of("RETRY a3", "FALLBACK b1", "RETRY b3"), hops(configuration, "a1", "a2", "b2"));
    }

    @Test
    void movesToAGroupEvenIfItsFirstDeploymentIsPassedOver() {
        Configuration configuration = configuration(Map.of("a", List.of("b")), "a1", "b1", "b2");

        assertEquals(List.of("FALLBACK b2"), hops(configuration, "a1", "b1"));
    }

    @Test
    void spendsNoMoveOnAGroupThatIsPassedOverAltogether() {
        Map<String, List<String>> fallbacks = Map.of("a", List.of("b", "c"), "b", List.of("d"));

        assertEquals(
                List.of("FALLBACK d1", "FALLBACK c1"),
                hops(configuration(fallbacks, 2, "a1", "b1", "b2", "c1", "d1"), "a1", "b1", "b2"));
    }
}
