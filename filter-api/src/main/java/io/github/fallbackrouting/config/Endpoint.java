package io.github.fallbackrouting.config;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment is, and what lets us in. Everything that differs between providers of one dialect is settled here,
 * when the file is read. Immutable; {@link #toString()} shows no credential.
 *
 * @param base http or https; an operation's path is appended to it
 * @param query added to every request's URL, without the question mark; null for none
 * @param headers credentials and whatever else the provider demands, in the order in which they are sent
 * @param trust whose certificates are believed
 * @param reach where the host's name may lead
 */
public record Endpoint(URI base, @Nullable String query, Map<String, Secret> headers, TrustAnchors trust, Reach reach) {

    /** @throws IllegalArgumentException if the base is not an absolute http or https URL, or has a query or user */
    public Endpoint {
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(reach, "reach");
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        String scheme = base.getScheme();
        if (base.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException("the base must be an absolute http or https URL with a host");
        }
        if (base.getRawQuery() != null || base.getRawFragment() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the URL of " + base.getHost() + " must have no user, query or fragment");
        }
    }

    /**
     * One that trusts whom the Java runtime trusts, and leads where the way its host is written lets it.
     *
     * @throws IllegalArgumentException as the other constructor
     */
    public Endpoint(URI base, @Nullable String query, Map<String, Secret> headers) {
        this(
                base,
                query,
                headers,
                TrustAnchors.OF_THE_RUNTIME,
                base.getHost() == null ? Reach.PUBLIC : Reach.of(base.getHost()));
    }

    /** This one with a model's name in the place of each {@code *} of its path, as Azure has the name there. */
    Endpoint forModel(String name) {
        String written = base.toString();
        return written.indexOf('*') < 0
                ? this
                : new Endpoint(
                        URI.create(written.replace("*", AzureAddress.segment(name))), query, headers, trust, reach);
    }

    /** The URL at which this deployment serves an operation. */
    public URI resolve(Operation operation) {
        String start = base.toString();
        String url = (start.endsWith("/") ? start.substring(0, start.length() - 1) : start) + operation.path();
        return URI.create(query == null ? url : url + "?" + query);
    }
}
