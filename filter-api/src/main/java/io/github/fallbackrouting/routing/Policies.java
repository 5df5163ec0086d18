package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;

/**
 * The rules by which all requests are routed, and what is remembered for them. Thread-safe.
 *
 * @param configuration what the operator says
 * @param world time, chance and waiting
 * @param judge what an attempt came to
 * @param retries what may be tried again
 * @param backoff how long to wait before it
 * @param selection who is asked of several
 * @param cooldowns who rests
 * @param budget how many extra attempts there may be
 * @param traffic how much everybody has to do
 */
record Policies(
        Configuration configuration,
        World world,
        Judge judge,
        RetryPolicy retries,
        Backoff backoff,
        Selection selection,
        Cooldowns cooldowns,
        RetryBudget budget,
        Traffic traffic) {

    /** As configured, and with nothing remembered yet. */
    static Policies of(Configuration configuration, World world, RestListener rests) {
        Traffic traffic = new Traffic(world.nanoTime());
        return new Policies(
                configuration,
                world,
                new Judge(),
                new RetryPolicy(configuration.retries()),
                new Backoff(world.random()),
                new Selection(configuration.selection(), traffic, world.random()),
                new Cooldowns(configuration, world.nanoTime(), rests),
                new RetryBudget(configuration.retries().budget(), world.nanoTime()),
                traffic);
    }
}
