package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file is read, or every mistake in it is told with file and line; no credential is told, whatever the file looks like. */
public final class ConfigurationFuzz {

    /** Only the environment knows it; a key that stands in the file may be anywhere in it after a mutation. */
    private static final String SECRET = "sk-3NV1R0NM3NT";

    private static final Map<String, String> VARIABLES = Map.of("KEY", SECRET, "URL", "https://llm.example/v1");
    private static final Pattern FINDING = Pattern.compile("f\\.yaml:(\\d+): [^\\p{Cntrl}\\x85\\u2028\\u2029]+");
    private static final Duration LONGEST_TIME = Duration.ofHours(24);

    private ConfigurationFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String first = read(input);
        assertEquals(first, read(input));
        scalars(new String(input, StandardCharsets.UTF_8));
    }

    private static String read(byte[] input) throws IOException {
        int lines = lines(input);
        try {
            Loaded loaded = new ConfigurationReader(VARIABLES::get).read("f.yaml", new ByteArrayInputStream(input));
            for (String warning : loaded.warnings()) {
                finding(warning, lines);
            }
            sound(loaded.configuration());
            assertFalse(loaded.toString().contains(SECRET), "a credential is told");
            // Deployment groups show no more of themselves than their identity.
            return loaded.toString().replaceAll("@[0-9a-f]+", "")
                    + loaded.configuration().groups().deployments();
        } catch (ConfigurationException e) {
            String message = String.valueOf(e.getMessage());
            assertFalse(message.contains(SECRET), "a credential is told");

            for (String mistake : message.split("\n", -1)) {
                finding(mistake, lines);
            }
            return message;
        }
    }

    private static void finding(String sentence, int lines) {
        Matcher finding = FINDING.matcher(sentence);
        assertTrue(finding.matches(), sentence);
        int line = Integer.parseInt(finding.group(1));
        assertTrue(line >= 1 && line <= lines, () -> sentence + " in a file of " + lines + " lines");
    }

    /** As YAML counts them, the empty one at the end too. */
    private static int lines(byte[] input) {
        return new String(input, StandardCharsets.UTF_8).split("\r\n|[\n\r\u0085\u2028\u2029]", -1).length;
    }

    /** What goes onto the wire can go there. */
    private static void sound(Configuration configuration) {
        for (Deployment deployment : configuration.groups().deployments()) {
            deployment.endpoint().headers().forEach((name, value) -> {
                assertTrue(name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), name);
                assertTrue(value.reveal().matches("[\\x20-\\x7E\\t]*"), name);
            });
            String url = deployment
                    .endpoint()
                    .resolve(new Operation("/chat/completions"))
                    .toString();
            assertTrue(url.matches("(?i)https?://[^\\s\\p{Cntrl}]+"), url);
        }
    }

    private static void scalars(String text) {
        DurationText.parse(text)
                .ifPresent(time -> assertTrue(!time.isNegative() && time.compareTo(LONGEST_TIME) <= 0, time::toString));
        SizeText.parse(text, 1 << 20).ifPresent(size -> assertTrue(size >= 0 && size <= 1 << 20));
    }
}
