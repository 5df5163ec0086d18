package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Reads the YAML of a test as the file {@code f.yaml}. */
final class Read {

    private final Map<String, String> variables;

    private Read(Map<String, String> variables) {
        this.variables = variables;
    }

    /** With these environment variables and no others. */
    static Read with(Map<String, String> variables) {
        return new Read(variables);
    }

    static Loaded file(String yaml) {
        return with(Map.of()).load(yaml);
    }

    static String mistakes(String yaml) {
        return with(Map.of()).mistakesOf(yaml);
    }

    static String mistakes(byte[] yaml) {
        return with(Map.of()).mistakesOf(yaml);
    }

    static List<String> warnings(String yaml) {
        return file(yaml).warnings();
    }

    /** The one deployment with these {@code litellm_params}, in YAML's flow style. */
    Deployment deployment(String params) {
        return load("model_list: [{model_name: g, litellm_params: " + params + "}]")
                .configuration()
                .groups()
                .deployments()
                .get(0);
    }

    Loaded load(String yaml) {
        return load(yaml.getBytes(StandardCharsets.UTF_8));
    }

    String mistakesOf(String yaml) {
        return mistakesOf(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private String mistakesOf(byte[] yaml) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, () -> load(yaml)).getMessage());
    }

    private Loaded load(byte[] yaml) {
        try {
            return new ConfigurationReader(variables::get).read("f.yaml", new ByteArrayInputStream(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
