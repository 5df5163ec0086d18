package io.github.fallbackrouting.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the name of a deployment's host may lead. */
public enum Reach {
    /** To public addresses only: if it leads into a private network, somebody has tampered with it. */
    PUBLIC,
    /** Anywhere: the operator says so, or has written what can't be public. */
    ANYWHERE;

    /**
     * Ends of names that no public name has: RFC 6761 ({@code localhost}, {@code test}), RFC 6762 with its appendix G
     * ({@code local}, {@code intranet}, {@code internal}, {@code private}, {@code corp}, {@code home}, {@code lan}), RFC 8375
     * ({@code home.arpa}), ICANN's reservation of {@code internal} of 2024, and what Linux and Kubernetes use
     * ({@code localdomain}, {@code svc}, {@code svc.cluster.local}).
     */
    private static final Set<String> PRIVATE_ENDS = Set.of(
            "localhost",
            "test",
            "local",
            "intranet",
            "internal",
            "private",
            "corp",
            "home",
            "lan",
            "home.arpa",
            "localdomain",
            "svc");

    /** An IPv6 address, or what a resolver may take for an IPv4 address: the last label of a name has a letter. */
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|.*:.*|(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)");

    /**
     * What follows from the way a host is written: an address, a name of one label and a name with a private end can lead
     * anywhere, any other name to public addresses only.
     *
     * @param host as in a URL, an IPv6 address in brackets
     */
    public static Reach of(String host) {
        String name = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
        boolean isPrivate = name.indexOf('.') < 0
                || ADDRESS.matcher(name).matches()
                || PRIVATE_ENDS.stream().anyMatch(end -> name.endsWith("." + end));
        return isPrivate ? ANYWHERE : PUBLIC;
    }
}
