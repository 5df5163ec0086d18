package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Hop;
import java.util.Optional;

/**
 * Another model group takes over. Immutable.
 *
 * @param call whose group gave no answer
 * @param group the model group that the caller asked for
 * @param failed the last attempt before; empty if the host's own deployment rests and was not asked
 * @param next the first deployment of the other group that is asked
 */
public record FellBack(LlmCall call, String group, Optional<Attempt> failed, Hop next) {}
