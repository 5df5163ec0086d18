package io.github.fallbackrouting.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code model_list}: an entry is a deployment. */
final class ModelList {

    private static final String EXPECTED = "a list of deployments, each with model_name and litellm_params";

    private static final String PARAMS = "a mapping with the provider's model";

    private final Set<String> groups = new LinkedHashSet<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> idLines = new HashMap<>();
    private final EndpointReader.Surroundings surroundings;

    /**
     * Reads it from the file's outermost mapping.
     *
     * @param surroundings what holds for all endpoints
     */
    ModelList(YamlMap root, EndpointReader.Surroundings surroundings) {
        this.surroundings = surroundings;
        List<YamlValue> items = root.require("model_list", EXPECTED)
                .map(list -> {
                    if (list.isList() && list.isEmpty()) {
                        list.problem("is an empty list, expected " + EXPECTED);
                    }
                    return list.items(EXPECTED);
                })
                .orElse(List.of());
        for (YamlValue item : items) {
            mapping(item, "a mapping with model_name and litellm_params").ifPresent(this::read);
        }
    }

    /** The model groups, those of unusable entries included, in the order of the file. */
    Set<String> groups() {
        return groups;
    }

    /** The ids of the deployments, those of unusable entries included where the file gives one. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>(idLines.keySet());
        deployments().forEach(deployment -> ids.add(deployment.id()));
        return ids;
    }

    /** The usable entries, in the order of the file; where there is no id, the group's name and the place in the group. */
    List<Deployment> deployments() {
        Set<String> taken = new HashSet<>(idLines.keySet());
        Map<String, Integer> places = new LinkedHashMap<>();
        List<Deployment> deployments = new ArrayList<>();
        for (Entry entry : entries) {
            int place = places.merge(entry.group(), 1, Integer::sum);
            String id = entry.id().orElseGet(() -> free(entry.group() + "-" + place, taken));
            deployments.add(new Deployment(
                    id,
                    entry.group(),
                    entry.model().written(),
                    entry.model().onTheWire(),
                    entry.model().provider().prefix(),
                    entry.model().provider().dialect(),
                    entry.endpoint(),
                    entry.settings()));
        }
        return deployments;
    }

    private void read(YamlMap entry) {
        Optional<String> group = entry.require("model_name", "the name that callers ask for")
                .flatMap(value -> value.text("the name that callers ask for"));
        group.ifPresent(groups::add);
        YamlMap info = entry.section("model_info");
        Optional<String> id = info.get("id").flatMap(this::id);
        Optional<YamlMap> params = entry.require("litellm_params", PARAMS).flatMap(value -> mapping(value, PARAMS));
        Optional<DeploymentSettings> settings = params.map(map -> new DeploymentSettingsReader(map, info).read());
        UnusedSettings.tell(info);
        UnusedSettings.tell(entry);
        Optional<ModelName> model = params.flatMap(ModelName::read);
        if (model.isEmpty()) {
            return;
        }
        params.flatMap(map -> map.get("model"))
                .ifPresent(value -> group.ifPresent(name -> checkWildcards(name, model.get(), value)));
        Optional<Endpoint> endpoint = new EndpointReader(params.orElseThrow(), model.get(), surroundings).read();
        UnusedSettings.tell(params.orElseThrow());
        if (group.isPresent() && endpoint.isPresent()) {
            entries.add(new Entry(group.get(), id, model.get(), endpoint.get(), settings.orElseThrow()));
        }
    }

    private static void checkWildcards(String group, ModelName model, YamlValue value) {
        if (WildcardPattern.wildcards(model.written()) > WildcardPattern.wildcards(group)) {
            value.mistake("no more * than model_name has, since those say what they stand for");
        } else if (model.written().equals("*")) {
            value.findings()
                    .warning(
                            value.line(),
                            value.path() + " is '*', which is sent to OpenAI, whatever provider a caller names");
        }
    }

    private static Optional<YamlMap> mapping(YamlValue value, String expected) {
        if (value.isMap()) {
            return Optional.of(value.map());
        }
        value.mistake(expected);
        return Optional.empty();
    }

    private Optional<String> id(YamlValue value) {
        Optional<String> id = value.text("a text that no other entry has");
        id.ifPresent(text -> {
            Integer before = idLines.putIfAbsent(text, value.line());
            if (before != null) {
                value.problem(value.described() + " as in line " + before + ", expected an id that no other entry has");
            }
        });
        return id;
    }

    private static String free(String wanted, Set<String> taken) {
        String id = wanted;
        for (int i = 2; !taken.add(id); i++) {
            id = wanted + "-" + i;
        }
        return id;
    }

    private record Entry(
            String group, Optional<String> id, ModelName model, Endpoint endpoint, DeploymentSettings settings) {}
}
