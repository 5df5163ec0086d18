package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what an attempt's evidence means. Stateless. */
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

    /** The least status of an answer that is not an interim one (RFC 9110, section 15). */
    private static final int LEAST_STATUS = 200;

    /** OpenAI, Azure, Groq, DeepSeek and others; GitHub Copilot; llama.cpp. */
    private static final Set<String> CONTEXT_WINDOW_CODES =
            Set.of("context_length_exceeded", "model_max_prompt_tokens_exceeded", "exceed_context_size_error");

    /** How those begin that have no code for it: vLLM and OpenAI, OpenAI's Responses API, Anthropic, Gemini, xAI, Bedrock. */
    private static final List<String> CONTEXT_WINDOW_OPENINGS = List.of(
            "this model's maximum context length is",
            "your input exceeds the context window",
            "prompt is too long",
            "input length and `max_tokens` exceed context limit",
            "the input token count",
            "this model's maximum prompt length is",
            "input is too long for requested model");

    /** OpenAI; Azure, outer and inner code; OpenAI's images; Alibaba's Qwen. */
    private static final Set<String> CONTENT_POLICY_CODES = Set.of(
            "content_policy_violation",
            "content_filter",
            "responsibleaipolicyviolation",
            "moderation_blocked",
            "data_inspection_failed");

    /** OpenAI: a 429 that no waiting will end. */
    private static final Set<String> QUOTA_CODES = Set.of("insufficient_quota", "billing_hard_limit_reached");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    Outcome judge(Evidence evidence) {
        if (evidence instanceof CallerLeft) {
            return new Failed(FailureKind.CLIENT_GONE, 0, "");
        }
        if (evidence instanceof Threw threw) {
            return failed(threw);
        }
        Answered answered = (Answered) evidence;
        if (answered.status() >= 400) {
            FailureKind kind = kindOf(answered.status(), answered.error());
            return new Failed(kind, answered.status(), detail(answered.error()), answered.retryAfter());
        }
        if (answered.status() < LEAST_STATUS) {
            // Some clients take it from a broken head, and a host passes it on that no container can send.
            return new Failed(FailureKind.BROKEN_ANSWER, answered.status(), "status");
        }
        if (answered.content() == Content.FILTERED) {
            return new Failed(
                    FailureKind.CONTENT_POLICY,
                    answered.status(),
                    answered.content().title());
        }
        if (answered.content() != Content.GOOD) {
            return new Failed(
                    kindOfError(answered.error()).orElse(FailureKind.BROKEN_ANSWER),
                    answered.status(),
                    answered.content().title());
        }
        return new Served(answered.status());
    }

    /** The status decides, but where the provider's own code says more. Words of a message count only at its beginning. */
    private static FailureKind kindOf(int status, ErrorDocument error) {
        if (status == 401 || status == 402 || status == 403) {
            return FailureKind.CREDENTIALS;
        }
        Optional<FailureKind> ofRequest = kindOfError(error);
        if (ofRequest.isPresent()) {
            return ofRequest.get();
        }
        if (status < 500 && opensWith(error, CONTEXT_WINDOW_OPENINGS)) {
            return FailureKind.CONTEXT_WINDOW;
        }
        if (status == 429 && speaksOf(error, QUOTA_CODES)) {
            return FailureKind.CREDENTIALS;
        }
        return switch (status) {
            case 429 -> FailureKind.RATE_LIMITED;
            case 503, 529 -> FailureKind.OVERLOADED;
            // RFC 9110, section 15.5.9: the server gave up waiting; the request itself is not at fault.
            case 408 -> FailureKind.TIMEOUT;
            case 404 -> FailureKind.NOT_FOUND;
            default -> status >= 500 ? FailureKind.SERVER_ERROR : FailureKind.BAD_REQUEST;
        };
    }

    /** What a provider's code says whatever the status, which is 200 where an error comes as an event of a stream. */
    private static Optional<FailureKind> kindOfError(ErrorDocument error) {
        if (speaksOf(error, CONTEXT_WINDOW_CODES)) {
            return Optional.of(FailureKind.CONTEXT_WINDOW);
        }
        return speaksOf(error, CONTENT_POLICY_CODES) ? Optional.of(FailureKind.CONTENT_POLICY) : Optional.empty();
    }

    private static boolean speaksOf(ErrorDocument error, Set<String> codes) {
        return codes.contains(lower(error.code()))
                || codes.contains(lower(error.type()))
                || codes.contains(lower(error.innerCode()));
    }

    private static boolean opensWith(ErrorDocument error, List<String> openings) {
        String message = lower(error.message().stripLeading());
        return openings.stream().anyMatch(message::startsWith);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The provider's code or type, if it is a word: a log can carry that. */
    private static String detail(ErrorDocument error) {
        String word = error.code().isEmpty() ? error.type() : error.code();
        return WORD.matcher(word).matches() ? word : "";
    }

    private static Failed failed(Threw threw) {
        Throwable root = threw.cause();
        Throwable cause = root;
        for (int i = 0; i < CAUSES && cause != null; i++, cause = cause.getCause()) {
            Optional<FailureKind> kind = kindOf(cause);
            if (kind.isPresent()) {
                Billable billable = neverConnected(cause) ? Billable.NO : Billable.of(threw.status());
                return new Failed(kind.get(), threw.status(), nameOf(cause), Optional.empty(), billable);
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

    /** Whether the request can't have been sent. */
    private static boolean neverConnected(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException;
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
