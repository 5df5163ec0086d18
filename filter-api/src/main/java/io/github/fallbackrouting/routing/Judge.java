package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says what an attempt's evidence means, and whether another deployment is worth a try. Stateless. */
final class Judge {

    /** How deep we look for the cause of an exception; a chain that is longer runs in a circle. */
    private static final int CAUSES = 16;

    /**
     * Exceptions by which a host refuses its caller, by name: the classes themselves belong to libraries
     * that need not be there (Jakarta EJB, Jakarta Validation, Spring Security, Shiro, DeltaSpike).
     */
    private static final List<String> REFUSALS = List.of(
            "EJBAccessException",
            "AccessDeniedException",
            "AuthenticationException",
            "AuthorizationException",
            "UnauthorizedException",
            "UnauthenticatedException",
            "NotAuthorizedException",
            "ForbiddenException",
            "ConstraintViolationException");

    Outcome judge(Evidence evidence) {
        if (evidence instanceof CallerLeft) {
            return new Failed(FailureKind.CLIENT_GONE, 0, "");
        }
        if (evidence instanceof Threw threw) {
            return failed(threw);
        }
        Answered answered = (Answered) evidence;
        if (answered.status() >= 400) {
            return new Failed(kindOf(answered.status()), answered.status(), "");
        }
        if (answered.content() != Content.GOOD) {
            return new Failed(
                    FailureKind.BROKEN_ANSWER,
                    answered.status(),
                    answered.content().title());
        }
        return new Served(answered.status());
    }

    /**
     * Whether the request may go to another deployment after this failure.
     *
     * @param asked why the deployment that failed was asked
     */
    boolean isWorthAnother(Reason asked, Failed failure) {
        // Nobody is there to take the answer.
        if (failure.kind() == FailureKind.CLIENT_GONE) {
            return false;
        }
        // It would fail everywhere.
        if (failure.kind() == FailureKind.BAD_REQUEST) {
            return false;
        }
        // A 401, 403 or 404 of the host may be the host's own word to its caller. An alternate's is about our key or
        // its model.
        if (asked == Reason.PRIMARY
                && (failure.kind() == FailureKind.CREDENTIALS || failure.kind() == FailureKind.NOT_FOUND)) {
            return false;
        }
        // These have lists of groups of their own, which are not read yet.
        if (failure.kind() == FailureKind.CONTEXT_WINDOW || failure.kind() == FailureKind.CONTENT_POLICY) {
            return false;
        }
        return true;
    }

    private static FailureKind kindOf(int status) {
        return switch (status) {
            case 429 -> FailureKind.RATE_LIMITED;
            case 503, 529 -> FailureKind.OVERLOADED;
            // RFC 9110, section 15.5.9: the server gave up waiting; the request itself is not at fault.
            case 408 -> FailureKind.TIMEOUT;
            case 401, 402, 403 -> FailureKind.CREDENTIALS;
            case 404 -> FailureKind.NOT_FOUND;
            default -> status >= 500 ? FailureKind.SERVER_ERROR : FailureKind.BAD_REQUEST;
        };
    }

    private static Failed failed(Threw threw) {
        Throwable root = threw.cause();
        Throwable cause = root;
        for (int i = 0; i < CAUSES && cause != null; i++, cause = cause.getCause()) {
            Optional<FailureKind> kind = kindOf(cause);
            if (kind.isPresent()) {
                return new Failed(kind.get(), threw.status(), nameOf(cause));
            }
            root = cause;
        }
        FailureKind kind = threw.cause() instanceof IOException ? FailureKind.CONNECTION : FailureKind.SERVER_ERROR;
        return new Failed(kind, threw.status(), nameOf(root));
    }

    /** What an exception says by itself, without regard to its cause. */
    private static Optional<FailureKind> kindOf(Throwable cause) {
        if (isRefusal(cause)) {
            return Optional.of(FailureKind.BAD_REQUEST);
        }
        if (cause instanceof HttpTimeoutException
                || cause instanceof TimeoutException
                || cause instanceof InterruptedIOException) {
            return Optional.of(FailureKind.TIMEOUT);
        }
        return cause instanceof EOFException || isNetwork(cause)
                ? Optional.of(FailureKind.CONNECTION)
                : Optional.empty();
    }

    /** Sockets, name look-up, TLS and closed channels. */
    private static boolean isNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof ClosedChannelException
                || cause instanceof SSLException;
    }

    private static boolean isRefusal(Throwable cause) {
        if (cause instanceof SecurityException) {
            return true;
        }
        for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getSimpleName();
            if (REFUSALS.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** The class, never the message: that may quote a body or a URL. */
    private static String nameOf(Throwable cause) {
        return cause.getClass().getSimpleName();
    }
}
