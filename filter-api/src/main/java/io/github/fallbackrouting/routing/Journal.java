package io.github.fallbackrouting.routing;

import java.util.Optional;

/**
 * Hears what becomes of one request while it is on its way. Called by whoever takes the request's steps, which it must neither
 * hold up nor end with an exception.
 */
public interface Journal {

    /** Hears nothing. */
    Journal NONE = new Journal() {
        @Override
        public void ended(Attempt attempt) {}

        @Override
        public void fellBack(Optional<Attempt> failed, Hop next) {}
    };

    /** An attempt has ended: a stream with its last byte. */
    void ended(Attempt attempt);

    /**
     * Another model group takes over.
     *
     * @param failed the last attempt before it; empty if the host's deployment was not asked at all
     * @param next the first attempt in the other group
     */
    void fellBack(Optional<Attempt> failed, Hop next);
}
