package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A log that a server writes.
 *
 * @param file where it stands
 * @param record what a record begins with
 * @param warning what stands in the first line of one from {@code WARNING} upwards
 */
record ServerLog(Path file, Pattern record, Pattern warning) {

    private static final Pattern FRAMES = Pattern.compile("(?m)^\\s+(at |\\.\\.\\. ).*\\n?");

    /** The records from {@code WARNING} upwards, without the frames of their stack traces. */
    List<String> warnings() {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return Pattern.compile("(?m)^(?=" + record + ")")
                    .splitAsStream(text)
                    .filter(logged -> warning.matcher(logged.lines().findFirst().orElse(""))
                            .find())
                    .map(logged -> FRAMES.matcher(logged).replaceAll("").strip())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("there is no log", e);
        }
    }
}
