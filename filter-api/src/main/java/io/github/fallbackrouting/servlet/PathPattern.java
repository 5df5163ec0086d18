package io.github.fallbackrouting.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which request paths a resource method may have, as far as its {@code @Path} templates tell; what stands before them (the
 * application's path, the servlet's) is not known. It may match too much, never too little. Immutable.
 */
public final class PathPattern {

    private static final PathPattern ANY = new PathPattern(List.of(""));

    /** What stands between the template's variables; the last one is the path's end. */
    private final List<String> literals;

    private PathPattern(List<String> literals) {
        this.literals = List.copyOf(literals);
    }

    /** Matches every path. */
    public static PathPattern any() {
        return ANY;
    }

    /**
     * Makes a pattern of JAX-RS path templates (Jakarta REST 3.1, section 3.4).
     *
     * @param template such as {@code /chat/{id: \d+}/completions}; slashes that repeat, as where two templates meet, count
     *     as one
     */
    public static PathPattern ofTemplate(String template) {
        if (template.indexOf('%') >= 0) {
            // A template may be percent-encoded, and the path that it is compared with is not.
            return ANY;
        }
        List<String> literals = new ArrayList<>();
        StringBuilder literal = new StringBuilder("/");
        int depth = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '{' && depth++ == 0) {
                literals.add(literal.toString());
                literal.setLength(0);
            } else if (c == '}' && depth > 0) {
                depth--;
            } else if (depth == 0 && !(c == '/' && endsWithSlash(literal))) {
                literal.append(c);
            }
        }
        literals.add(trimmed(literal.toString()));
        return new PathPattern(literals);
    }

    /** Whether a request's path may be one of this resource method's. */
    boolean mayMatch(String path) {
        String compared = trimmed(path);
        String end = literals.get(literals.size() - 1);
        if (!compared.endsWith(end)) {
            return false;
        }
        if (literals.size() == 1) {
            return true;
        }
        // The path's last slashes may belong to literals, as in /files/{path: .*}, and the very last may be left out.
        String searched = end.isEmpty() ? path + "/" : compared;
        int from = 0;
        for (String literal : literals.subList(0, literals.size() - 1)) {
            int at = searched.indexOf(literal, from);
            if (at < 0) {
                return false;
            }
            from = at + literal.length();
        }
        return from <= searched.length() - end.length();
    }

    /** The end that all matching paths have; empty if nothing is known of it. */
    public Optional<String> ending() {
        String end = literals.get(literals.size() - 1);
        return end.isEmpty() ? Optional.empty() : Optional.of(end);
    }

    private static boolean endsWithSlash(StringBuilder text) {
        return text.length() > 0 && text.charAt(text.length() - 1) == '/';
    }

    private static String trimmed(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
