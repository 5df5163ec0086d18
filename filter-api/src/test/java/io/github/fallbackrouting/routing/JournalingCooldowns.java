package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lets rest whom the test names, and writes down what it is told. */
final class JournalingCooldowns implements Cooldowns {

    private final Set<String> resting = new HashSet<>();
    private final List<String> journal = new ArrayList<>();

    void rest(String id) {
        resting.add(id);
    }

    List<String> journal() {
        return List.copyOf(journal);
    }

    @Override
    public boolean isCooling(Deployment deployment) {
        return resting.contains(deployment.id());
    }

    @Override
    public void failed(Hop hop, Outcome.Failed failure) {
        journal.add("failed " + hop.deployment().id() + " " + failure);
    }

    @Override
    public void served(Deployment deployment) {
        journal.add("served " + deployment.id());
    }
}
