package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Content;

/** Looks at an answer's body from its first byte on, until it is known what it is. Used by one thread at a time. */
public interface BodyCheck {

    /**
     * Looks at the next bytes.
     *
     * @return whether it is known what the body is: nothing that follows can change it
     */
    boolean feed(byte[] bytes, int offset, int length);

    /** What the body is, if nothing follows. */
    Content content();

    /** What the provider says in it of a failure, if {@link #content()} is {@link Content#ERROR}. */
    ErrorDocument error();

    /** What it says that it used. */
    Usage usage();
}
