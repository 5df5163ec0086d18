package io.github.fallbackrouting.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settles from a deployment's {@code litellm_params} where it is and what lets us in. */
final class EndpointReader {

    /** Of the Messages API; LiteLLM's {@code get_anthropic_headers} sends the same. */
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    /**
     * What holds for all deployments.
     *
     * @param trust reads whose certificates are believed
     * @param privateAddresses what is done where a name leads into a private network
     */
    record Surroundings(TrustReader trust, PrivateAddresses privateAddresses) {}

    private final YamlMap params;
    private final ModelName model;
    private final Provider provider;
    private final Surroundings surroundings;

    /** Header names do not differ by case, RFC 9110 section 5.1. */
    private final Map<String, Secret> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    EndpointReader(YamlMap params, ModelName model, Surroundings surroundings) {
        this.params = params;
        this.model = model;
        this.surroundings = surroundings;
        this.provider = model.provider();
    }

    /** The endpoint; empty if a mistake in its URL has been noted. */
    Optional<Endpoint> read() {
        // As in LiteLLM's completion(): extra_headers win over headers, and both over what the provider demands.
        headers("headers");
        headers("extra_headers");
        if (provider.dialect() == Dialect.ANTHROPIC) {
            headers.putIfAbsent("anthropic-version", new Secret(ANTHROPIC_VERSION));
        }
        organization();
        credential();
        Optional<String> url = url();
        if (provider != Provider.AZURE) {
            return url.map(base -> endpoint(provider.base(base), null));
        }
        String version = azureVersion();
        return url.map(base -> AzureAddress.of(base, model.onTheWire(), version))
                .map(address -> endpoint(address.base(), address.query()));
    }

    private Endpoint endpoint(String base, @Nullable String query) {
        URI uri = URI.create(base);
        boolean mayBePrivate = surroundings.privateAddresses() == PrivateAddresses.ALLOW;
        Reach reach = mayBePrivate ? Reach.ANYWHERE : Reach.of(uri.getHost());
        return new Endpoint(uri, query, headers, trust(uri), reach);
    }

    private TrustAnchors trust(URI uri) {
        Optional<YamlValue> own = params.get("ssl_verify");
        if ("http".equalsIgnoreCase(uri.getScheme())) {
            own.ifPresent(value -> value.unused("is not acted on, since api_base is no https URL"));
            return TrustAnchors.OF_THE_RUNTIME;
        }
        return surroundings.trust().of(own);
    }

    private Optional<String> url() {
        Optional<YamlValue> written = written("api_base").or(() -> written("base_url"));
        if (written.isPresent()) {
            return Given.byFile(written.get()).flatMap(BaseUrl::check);
        }
        Optional<Given> variable = Given.byVariable(params, provider.baseNames(), model.line());
        if (variable.isPresent()) {
            return variable.flatMap(BaseUrl::check);
        }
        if (provider.defaultBase().isEmpty()) {
            params.missing(
                    "api_base",
                    "the URL of the server, or the environment variable "
                            + provider.baseNames().get(0) + " set");
        }
        return provider.defaultBase();
    }

    private void credential() {
        Optional<YamlValue> written = written("api_key");
        if (written.isPresent()) {
            key(Given.byFile(written.get()), provider.keyHeader());
            return;
        }
        Optional<YamlValue> token = provider == Provider.AZURE ? written("azure_ad_token") : Optional.empty();
        if (token.isPresent()) {
            key(Given.byFile(token.get()), KeyHeader.BEARER);
            return;
        }
        Optional<Given> variable = Given.byVariable(params, provider.keyNames(), model.line());
        if (variable.isPresent()) {
            key(variable, provider.keyHeader());
            return;
        }
        Optional<Given> signedIn = provider == Provider.AZURE
                ? Given.byVariable(params, List.of("AZURE_AD_TOKEN"), model.line())
                : Optional.empty();
        if (signedIn.isPresent()) {
            key(signedIn, KeyHeader.BEARER);
        } else if (provider.needsKey() && !hasCredential()) {
            params.missing(
                    "api_key",
                    "a key, such as os.environ/" + provider.keyNames().get(0)
                            + ", or one of these environment variables" + " set: "
                            + String.join(", ", provider.keyNames()));
        }
    }

    private void key(Optional<Given> given, KeyHeader header) {
        given.ifPresent(key -> {
            if (HeaderField.isKey(key.value())) {
                headers.putIfAbsent(header.fieldName(), header.value(key.value()));
            } else {
                key.mistake("visible ASCII without spaces and line breaks, as a header field can carry it");
            }
        });
    }

    private boolean hasCredential() {
        for (KeyHeader header : KeyHeader.values()) {
            if (headers.containsKey(header.fieldName())) {
                return true;
            }
        }
        return false;
    }

    /** OpenAI's own; LiteLLM hands it over for no other provider. */
    private void organization() {
        if (provider != Provider.OPENAI) {
            return;
        }
        Optional<YamlValue> written = written("organization");
        Optional<Given> organization = written.isPresent()
                ? Given.byFile(written.get())
                : Given.byVariable(params, List.of("OPENAI_ORGANIZATION"), model.line());
        organization.ifPresent(id -> {
            if (HeaderField.isKey(id.value())) {
                headers.putIfAbsent("OpenAI-Organization", new Secret(id.value()));
            } else {
                id.mistake("the id of an organization, such as org-123");
            }
        });
    }

    private String azureVersion() {
        Optional<YamlValue> written = written("api_version");
        Optional<Given> given = written.isPresent()
                ? Given.byFile(written.get())
                : Given.byVariable(params, List.of("AZURE_API_VERSION"), model.line());
        String version = given.map(Given::value).orElse(AzureAddress.DEFAULT_VERSION);
        if (!version.matches("[A-Za-z0-9.-]+")) {
            given.ifPresent(wrong -> wrong.mistake("a version, such as " + AzureAddress.DEFAULT_VERSION + " or v1"));
        }
        return version;
    }

    private void headers(String key) {
        Optional<YamlValue> written = params.get(key);
        if (written.isEmpty()) {
            return;
        }
        for (YamlValue field : written.get().map().all()) {
            if (!HeaderField.isName(field.key())) {
                field.problem("is no name of a header field, expected letters, digits and dashes");
            } else if (HeaderField.isOfTheConnection(field.key())) {
                field.problem("is set by the HTTP client alone, expected another header field");
            } else {
                field.text("text").ifPresent(value -> {
                    if (HeaderField.isValue(value)) {
                        headers.put(field.key(), new Secret(value));
                    } else {
                        field.mistake("visible ASCII, as a header field can carry it");
                    }
                });
            }
        }
    }

    /** The value of a key, unless it is blank: LiteLLM then goes on to the environment variables. */
    private Optional<YamlValue> written(String key) {
        return params.get(key).filter(value -> !value.isEmpty());
    }
}
