package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Operation;
import java.util.Optional;
import java.util.function.Function;

/**
 * A caller's request, as any deployment can be asked it. Immutable.
 *
 * @param operation what is asked for
 * @param body the body for an attempt, in its deployment's own terms; empty if it can't be asked like this, only {@code
 *     plainer}
 * @param contentType of the body, as the caller sent it
 * @param accept the media types that the caller takes
 * @param form how the answer is to come
 * @param plainer the same without what a deployment may refuse, such as an answer that it is to go on with; empty if there
 *     is nothing of that kind in it
 */
public record Call(
        Operation operation,
        Function<Hop, Optional<Upstream.Body>> body,
        String contentType,
        String accept,
        Form form,
        Optional<Call> plainer) {

    /** How an answer comes. */
    public enum Form {
        /** At once. */
        WHOLE,
        /** Piece by piece, as server-sent events. */
        STREAM
    }
}
