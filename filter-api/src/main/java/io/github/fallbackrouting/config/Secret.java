package io.github.fallbackrouting.config;

import java.util.Objects;

/** A credential, which only {@link #reveal()} turns into text. Immutable. */
public final class Secret {

    private final String value;

    /** @param value the credential in clear */
    public Secret(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The credential in clear, for the wire and for nothing else. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Always the same text: a secret never reaches a log, an exception or a debugger's list of variables by itself. */
    @Override
    public String toString() {
        return "(secret)";
    }
}
