package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Every path that a template can have is one that its pattern may match. */
public final class PathFuzz {

    private PathFuzz() {}

    /** Any bytes: a template, the texts of its variables and what stands before it, separated by NULs. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<String> parts = Arrays.asList(new String(input, StandardCharsets.UTF_8).split("\0", -1));
        String template = parts.get(0);
        PathPattern pattern = PathPattern.ofTemplate(template);
        pattern.mayMatch(parts.get(parts.size() - 1));
        String prefix = parts.size() > 1 ? parts.get(1) : "";
        String variable = parts.size() > 2 ? parts.get(2) : "";
        String path = prefix + filled(template, variable);
        assertTrue(pattern.mayMatch(path), () -> template + " has " + path);
        pattern.ending()
                .ifPresent(end -> assertTrue(path.replaceAll("/+\\z", "").endsWith(end), () -> path + " " + end));
    }

    /** Between literals every variable has the same text. */
    private static String filled(String template, String variable) {
        StringBuilder path = new StringBuilder("/");
        int literal = 0;
        int depth = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '{') {
                if (depth++ == 0) {
                    path.append(variable);
                    literal = path.length();
                }
            } else if (c == '}' && depth > 0) {
                depth--;
            } else if (depth == 0 && !(c == '/' && path.length() > literal && path.charAt(path.length() - 1) == '/')) {
                path.append(c);
            }
        }
        return path.toString();
    }
}
