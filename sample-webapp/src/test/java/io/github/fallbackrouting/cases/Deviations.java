package io.github.fallbackrouting.cases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The project's own list of where it does otherwise than LiteLLM, with reasons in a user's words.
 *
 * @param reasons of the rules, by id
 * @param cases what is expected of single cases beyond the rules, by the case's id
 */
record Deviations(Map<String, String> reasons, Map<String, Json> cases) {

    /**
     * What a case came to.
     *
     * @param misses what is not as expected, by member; nothing: it passed, or it deviates
     * @param rules the ids of the rules that explain it; none: it is as LiteLLM does it
     * @param ownReason the reason of its own entry; empty if none was needed
     */
    record Judgement(Map<String, String> misses, Set<String> rules, String ownReason) {

        boolean failed() {
            return !misses.isEmpty();
        }

        boolean deviates() {
            return !failed() && !(rules.isEmpty() && ownReason.isEmpty());
        }
    }

    /** @throws IllegalArgumentException if a rule has no code, or code no rule */
    static Deviations of(Json file) {
        file.only("deviations.json", Set.of("rules", "cases"));
        Map<String, String> reasons = new LinkedHashMap<>();
        for (Json rule : file.member("rules").map(Json::elements).orElse(List.of())) {
            rule.only("deviations.json: rules", Set.of("id", "reason"));
            reasons.put(
                    rule.member("id").orElseThrow().text(),
                    rule.member("reason").orElseThrow().text());
        }
        Set<String> coded = new TreeSet<>();
        Arrays.stream(DesignRule.values()).map(DesignRule::id).forEach(coded::add);
        if (!coded.equals(new TreeSet<>(reasons.keySet()))) {
            throw new IllegalArgumentException(
                    "deviations.json has the rules " + reasons.keySet() + ", expected " + coded);
        }
        Map<String, Json> cases = file.member("cases").map(Json::members).orElse(Map.of());
        cases.forEach((id, entry) -> entry.only("deviations.json: cases." + id, Set.of("reason", "expect")));
        return new Deviations(reasons, cases);
    }

    /** First as LiteLLM does it, then by the rules, then by the case's own entry. */
    Judgement judge(RoutingCase scripted, Run run) {
        Situation situation = new Situation(scripted, run);
        Map<String, String> plain = Checks.misses(scripted.expect(), run, situation);
        if (plain.isEmpty()) {
            return new Judgement(plain, Set.of(), "");
        }
        Set<String> rules = new LinkedHashSet<>();
        Expectation expected = scripted.expect();
        for (DesignRule rule : DesignRule.values()) {
            Expectation ours = rule.apply(situation, expected);
            if (ours.differencesTo(expected).stream()
                    .anyMatch(name -> plain.containsKey(name) || name.equals("startup_error"))) {
                rules.add(rule.id());
            }
            expected = ours;
        }
        Map<String, String> byRules = Checks.misses(expected, run, situation);
        Json own = cases.get(scripted.id());
        if (byRules.isEmpty() || own == null) {
            return new Judgement(byRules, rules, "");
        }
        Expectation given = expected.over(
                "deviations.json: cases." + scripted.id(), own.member("expect").orElseThrow());
        return new Judgement(
                Checks.misses(given, run, situation),
                rules,
                own.member("reason").orElseThrow().text());
    }

    /** The entries of cases that were not needed, or that no case has the name of. */
    List<String> stale(Map<String, Judgement> judgements) {
        List<String> stale = new ArrayList<>();
        for (String id : cases.keySet()) {
            Judgement judgement = judgements.get(id);
            if (judgement == null || judgement.ownReason().isEmpty()) {
                stale.add(id);
            }
        }
        return stale;
    }
}
