package io.github.fallbackrouting.servers;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Somebody whom every server of the tests knows, by his name and {@link #PASSWORD}.
 *
 * @param name also that of the one role that he has
 */
record Caller(String name) {

    /** Where they are known; the name that WildFly's default configuration has for it. */
    static final String REALM = "ApplicationRealm";

    static final String PASSWORD = "sesame-4711";

    static final Caller INSIDER = new Caller("insider");
    static final Caller OUTSIDER = new Caller("outsider");

    static final List<Caller> ALL = List.of(INSIDER, OUTSIDER);

    /** The header line by which he says who he is. */
    String authorization() {
        return authorization(PASSWORD);
    }

    /** The same with some password. */
    String authorization(String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
