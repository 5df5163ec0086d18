package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;

/**
 * All memory of failure: which deployments rest. Thread-safe; its three verbs are all that routing knows of it.
 */
public interface Cooldowns {

    /** No deployment ever rests. */
    Cooldowns NONE = new Cooldowns() {
        @Override
        public boolean isCooling(Deployment deployment) {
            return false;
        }

        @Override
        public void failed(Hop hop, Outcome.Failed failure) {}

        @Override
        public void served(Deployment deployment) {}
    };

    /** Whether this deployment is to be passed over now. */
    boolean isCooling(Deployment deployment);

    /** An attempt failed; the hop tells whether it was the host's own, whose 401 may be the host's word to its caller. */
    void failed(Hop hop, Outcome.Failed failure);

    /** It gave a good answer. */
    void served(Deployment deployment);
}
