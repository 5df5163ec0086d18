package io.github.fallbackrouting.config;

/** The header field in which a provider takes its key. */
enum KeyHeader {
    BEARER("Authorization", "Bearer "),
    API_KEY("api-key", ""),
    X_API_KEY("x-api-key", "");

    private final String fieldName;
    private final String scheme;

    KeyHeader(String fieldName, String scheme) {
        this.fieldName = fieldName;
        this.scheme = scheme;
    }

    String fieldName() {
        return fieldName;
    }

    Secret value(String key) {
        return new Secret(scheme + key);
    }
}
