package io.github.fallbackrouting.cases;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who serves a name: the deployments of a group, of the group behind an alias, or of the wildcard that matches. Immutable.
 *
 * @param config in LiteLLM's form
 */
public record ModelNames(Json config) {

    /** All deployments, in the order of the file. */
    public List<Json> deployments() {
        return config.member("model_list").map(Json::elements).orElse(List.of());
    }

    /** The group that a deployment is in. */
    public static String group(Json deployment) {
        return deployment.member("model_name").map(Json::text).orElse("");
    }

    /** The name, or what it is an alias of. */
    public String meant(String name) {
        return Stream.of("router_settings", "litellm_settings")
                .flatMap(section -> config.member(section).stream())
                .flatMap(section -> section.member("model_group_alias").stream())
                .findFirst()
                .flatMap(aliases -> aliases.member(name))
                .map(alias -> alias.member("model").orElse(alias).text())
                .orElse(name);
    }

    /** In the order of the file; empty if nobody serves the name. */
    public List<Json> serving(String name) {
        String meant = meant(name);
        List<Json> exact = of(meant);
        if (!exact.isEmpty()) {
            return exact;
        }
        // Of several patterns the longest says most.
        return deployments().stream()
                .map(ModelNames::group)
                .filter(group -> wild(group, meant).isPresent())
                .max(Comparator.comparingInt(String::length))
                .map(this::of)
                .orElse(List.of());
    }

    private List<Json> of(String group) {
        return deployments().stream()
                .filter(deployment -> group(deployment).equals(group))
                .toList();
    }

    /** What the first wildcard of a pattern stands for in a name; empty if it has none, or does not match. */
    public static Optional<String> wild(String pattern, String name) {
        Matcher matcher = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E(.*)\\Q"))
                .matcher(name);
        return pattern.contains("*") && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
