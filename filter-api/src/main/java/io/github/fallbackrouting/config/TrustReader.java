package io.github.fallbackrouting.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads whose certificates are believed: LiteLLM's {@code ssl_verify}, of a deployment or in {@code litellm_settings}. As
 * there, a file's certificates take the place of the usual ones. That nobody's are looked at can't be had.
 */
final class TrustReader {

    private static final String EXPECTED = "true or the path of a PEM file with the certificates to trust";

    /** Mozilla's whole list has 0.2 MiB. */
    private static final int MOST_BYTES = 4 << 20;

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----");

    private final Map<Path, Optional<TrustAnchors>> known = new HashMap<>();
    private final TrustAnchors otherwise;

    /** @param ofAll what holds for all that have no word of their own */
    TrustReader(Optional<YamlValue> ofAll) {
        otherwise = ofAll.map(this::read).orElse(TrustAnchors.OF_THE_RUNTIME);
    }

    /** Of one deployment; where a mistake has been noted, any. */
    TrustAnchors of(Optional<YamlValue> own) {
        return own.filter(value -> !value.isEmpty()).map(this::read).orElse(otherwise);
    }

    private TrustAnchors read(YamlValue value) {
        Optional<String> text = value.text(EXPECTED);
        return switch (text.orElse("true").strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> TrustAnchors.OF_THE_RUNTIME;
            case "false", "no", "off" -> {
                value.mistake(
                        EXPECTED + ": without a check anybody on the way could read the key and all that is asked;"
                                + " for a certificate of your own, name its authority's, or itself if it is self-signed");
                yield TrustAnchors.OF_THE_RUNTIME;
            }
            default -> file(value, text.orElseThrow());
        };
    }

    private TrustAnchors file(YamlValue value, String written) {
        Path path;
        try {
            path = Path.of(written).toAbsolutePath();
        } catch (InvalidPathException e) {
            value.mistake(EXPECTED);
            return TrustAnchors.OF_THE_RUNTIME;
        }
        return known.computeIfAbsent(path, file -> certificates(value, file)).orElse(TrustAnchors.OF_THE_RUNTIME);
    }

    private static Optional<TrustAnchors> certificates(YamlValue value, Path path) {
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                value.mistake(EXPECTED + ", of at most 4 MiB");
                return Optional.empty();
            }
            Matcher pem = CERTIFICATE.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (pem.find()) {
                certificates.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(pem.group().getBytes(StandardCharsets.US_ASCII))));
            }
        } catch (IOException e) {
            value.mistake(EXPECTED + "; this one can't be read (" + e.getClass().getSimpleName() + ")");
            return Optional.empty();
        } catch (CertificateException e) {
            value.mistake(EXPECTED + "; certificate " + (certificates.size() + 1) + " of this one is damaged");
            return Optional.empty();
        }
        if (certificates.isEmpty()) {
            value.mistake(EXPECTED + "; this one has no line -----BEGIN CERTIFICATE-----");
            return Optional.empty();
        }
        return Optional.of(TrustAnchors.of(certificates));
    }
}
