package io.github.fallbackrouting.routing;

import java.util.Locale;

/** Whether a provider may ask money for an attempt. */
public enum Billable {
    /** No model has worked for it: there was no connection, or the provider refused the request. */
    NO,
    /** The request was sent, and nothing tells what became of it. */
    POSSIBLY,
    /** A model has answered, whether the answer was good or not. */
    YES;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As events and logs spell it. */
    public String label() {
        return label;
    }

    /**
     * What a failure means that nothing else is known of. Providers charge for nothing that they refuse (4xx) or have no room
     * for (503, 529); a model may have worked before a 500, or behind the gateway that gave a 502 or 504.
     */
    static Billable of(int status) {
        return (status >= 400 && status < 500) || status == 503 || status == 529 ? NO : POSSIBLY;
    }
}
