package io.github.fallbackrouting.json;

import java.util.Optional;

/**
 * What is needed of every covered request: a {@link RequestDocument} without all that only matters if others are to be asked.
 *
 * @param model as {@link RequestDocument#model()}
 * @param stream as {@link RequestDocument#stream()}
 */
public record RequestBrief(Optional<String> model, boolean stream) {}
