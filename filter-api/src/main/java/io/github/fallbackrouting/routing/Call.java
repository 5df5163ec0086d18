package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Operation;
import java.util.function.Function;

/**
 * A caller's request, as any deployment can be asked it. Immutable.
 *
 * @param operation what is asked for
 * @param body the body in a deployment's own terms
 * @param contentType of the body, as the caller sent it
 * @param accept the media types that the caller takes
 */
public record Call(Operation operation, Function<Deployment, Upstream.Body> body, String contentType, String accept) {}
