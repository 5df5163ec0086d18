package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Operation;
import java.util.function.Function;

/**
 * A caller's request, as any deployment can be asked it. Immutable.
 *
 * @param operation what is asked for
 * @param body the body for an attempt, in its deployment's own terms
 * @param contentType of the body, as the caller sent it
 * @param accept the media types that the caller takes
 */
public record Call(Operation operation, Function<Hop, Upstream.Body> body, String contentType, String accept) {}
