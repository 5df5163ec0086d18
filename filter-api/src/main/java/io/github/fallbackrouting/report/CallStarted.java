package io.github.fallbackrouting.report;

/**
 * A request has come to a covered endpoint; its model group may not be known yet. Immutable.
 *
 * @param call which one
 */
public record CallStarted(LlmCall call) {}
