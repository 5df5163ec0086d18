package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.sample.launch.SampleServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sample's WAR on its Jetty: the host calls the wall itself, the filter knows the fallbacks. */
final class Sample implements Contender {

    private static final String KEY = "bench-key";

    private final SampleServer server;
    private final Path config;
    private final Caller caller;

    private Sample(SampleServer server, Path config) {
        this.server = server;
        this.config = config;
        caller = new Caller(URI.create(server.uri() + "/v1"), KEY);
    }

    /** @throws Exception if it does not start */
    static Sample start(Path war, Wall wall) throws Exception {
        Path config = Files.writeString(Files.createTempFile("fallback", ".yaml"), config(wall.base()));
        SampleServer server = new SampleServer(war, 0)
                .withConfig(config)
                .withContextParam("OPENAI_API_BASE", wall.base().toString())
                .withContextParam("OPENAI_API_KEY", KEY)
                .start();
        return new Sample(server, config);
    }

    /** The benchmark's baseline: two retries, 30 s, one fallback; everything else is our default. */
    static String config(URI wall) {
        String models = Stream.concat(
                        Stream.of(Scenario.values()).map(Scenario::model),
                        Stream.of(FaultModel.OK, FaultModel.OK_NO_PREFILL))
                .map(name -> """
                          - model_name: %1$s
                            litellm_params: {model: openai/%1$s, api_base: "%2$s", api_key: %3$s}
                        """.formatted(name, wall, KEY))
                .collect(Collectors.joining());
        String fallbacks = Stream.of(Scenario.values())
                .map(scenario -> "{" + scenario.model() + ": [" + scenario.fallback() + "]}")
                .collect(Collectors.joining(", ", "[", "]"));
        return """
                model_list:
                %s
                router_settings:
                  num_retries: 2
                  timeout: 30
                  fallbacks: %s
                  context_window_fallbacks: %s
                litellm_settings:
                  drop_params: true
                """.formatted(models, fallbacks, fallbacks);
    }

    @Override
    public Reach reach() {
        return Reach.FALLBACK;
    }

    @Override
    public Answer ask(String model, String fallback, Duration limit) {
        return caller.stream(model, Patience.atEachRead(limit));
    }

    @Override
    public Answer probe(String model, Duration limit) {
        return caller.whole(model, Patience.atEachRead(limit));
    }

    @Override
    public void close() throws IOException {
        caller.close();
        server.close();
        Files.delete(config);
    }
}
