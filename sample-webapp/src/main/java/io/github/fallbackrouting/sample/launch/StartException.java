package io.github.fallbackrouting.sample.launch;

/** The sample can't start; the message is one sentence for the person who started it. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
