package io.github.fallbackrouting.cases.host;

import io.github.fallbackrouting.cases.Json;
import io.github.fallbackrouting.cases.ModelNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The providers that the host calls itself: for each name the first deployment of its group. Immutable. */
public final class HostModels {

    /** What the host waits for where nobody says how long. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * One provider.
     *
     * @param base of its URLs
     * @param model what it calls the model
     */
    record Deployed(String base, String key, boolean isAnthropic, String model, Duration timeout) {}

    private final Json config;

    /** @param config in LiteLLM's form, its base URLs filled in */
    public HostModels(Json config) {
        this.config = config;
    }

    /** Empty if nobody serves that name. */
    Optional<Deployed> provider(String name, boolean stream) {
        ModelNames names = new ModelNames(config);
        return names.serving(name).stream()
                .findFirst()
                .map(first -> provider(
                        first,
                        ModelNames.wild(ModelNames.group(first), names.meant(name))
                                .orElse(""),
                        stream));
    }

    private Deployed provider(Json deployment, String wild, boolean stream) {
        Json params = deployment.member("litellm_params").orElseThrow();
        String model = text(params, "model").replace("*", wild);
        int slash = model.indexOf('/');
        return new Deployed(
                text(params, "api_base"),
                text(params, "api_key"),
                model.startsWith("anthropic/"),
                model.substring(slash + 1),
                timeout(params, stream));
    }

    private Duration timeout(Json params, boolean stream) {
        Optional<Json> router = config.member("router_settings");
        Optional<Json> ofStreams = params.member("stream_timeout")
                .or(() -> router.flatMap(settings -> settings.member("stream_timeout")))
                .filter(limit -> stream);
        return Stream.of(
                        ofStreams,
                        params.member("timeout"),
                        router.flatMap(settings -> settings.member("timeout")),
                        config.member("litellm_settings").flatMap(settings -> settings.member("request_timeout")))
                .flatMap(Optional::stream)
                .findFirst()
                .map(seconds -> Duration.ofMillis(
                        seconds.number().multiply(BigDecimal.valueOf(1000)).longValue()))
                .orElse(PATIENCE);
    }

    private static String text(Json object, String member) {
        return object.member(member).map(Json::text).orElse("");
    }
}
