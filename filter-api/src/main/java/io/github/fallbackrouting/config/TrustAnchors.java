package io.github.fallbackrouting.config;

import java.security.cert.X509Certificate;
import java.util.Set;

/**
 * Whose certificates are believed: those that the file names for a deployment, or those of the Java runtime. Immutable; equal
 * where the same certificates are believed, so that deployments can share what is made of them.
 */
public final class TrustAnchors {

    /** Those of the Java runtime: {@code javax.net.ssl.trustStore}, or else its own {@code cacerts}. */
    public static final TrustAnchors OF_THE_RUNTIME = new TrustAnchors(Set.of());

    private final Set<X509Certificate> certificates;
    private final int hash;

    private TrustAnchors(Set<X509Certificate> certificates) {
        this.certificates = Set.copyOf(certificates);
        this.hash = this.certificates.hashCode();
    }

    /**
     * These, and no others.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static TrustAnchors of(Set<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("at least one certificate expected");
        }
        return new TrustAnchors(certificates);
    }

    /** Whether they are those of the Java runtime. */
    public boolean areOfTheRuntime() {
        return certificates.isEmpty();
    }

    /** The certificates; none where they are those of the runtime. */
    public Set<X509Certificate> certificates() {
        return certificates;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof TrustAnchors that && hash == that.hash && certificates.equals(that.certificates));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return areOfTheRuntime() ? "those of the Java runtime" : certificates.size() + " of the file's";
    }
}
