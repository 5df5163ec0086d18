package io.github.fallbackrouting.config;

/** The wire protocol that an endpoint and the deployments behind it speak. */
public enum Dialect {
    /** OpenAI's REST API: chat completions, completions, embeddings, responses and what else stands below its base. */
    OPENAI("OpenAI"),
    /** Anthropic's Messages API. */
    ANTHROPIC("Anthropic messages");

    private final String title;

    Dialect(String title) {
        this.title = title;
    }

    /** How people call it. */
    public String title() {
        return title;
    }
}
