package io.github.fallbackrouting.config;

/**
 * A mistake of the operator's: its message says where it stands, what was found, what was expected and, where we know it,
 * what to do. It never holds a credential.
 */
public class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
