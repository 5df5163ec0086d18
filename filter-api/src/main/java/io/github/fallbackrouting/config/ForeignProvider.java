package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Optional;

/**
 * A provider that LiteLLM knows and we do not call by its prefix: LiteLLM translates between its protocol and OpenAI's,
 * which we never do.
 *
 * @param prefixes of {@code litellm_params.model}
 * @param title how people call it
 * @param instead what to write for it: goes on after "expected"
 */
record ForeignProvider(List<String> prefixes, String title, String instead) {

    /** The bases are those that the providers themselves document as OpenAI-compatible. */
    private static final List<ForeignProvider> ALL = List.of(
            compatible(
                    "Amazon Bedrock",
                    "https://bedrock-runtime.{region}.amazonaws.com/openai/v1",
                    "bedrock",
                    "bedrock_converse"),
            compatible(
                    "Google Vertex AI",
                    "https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/endpoints/openapi",
                    "vertex_ai",
                    "vertex_ai_beta"),
            compatible("Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "gemini"),
            compatible("Cohere", "https://api.cohere.ai/compatibility/v1", "cohere", "cohere_chat"),
            compatible("Hugging Face", "https://router.huggingface.co/v1", "huggingface"),
            compatible("Databricks", "https://{workspace}/serving-endpoints", "databricks"),
            compatible("AI21", "https://api.ai21.com/studio/v1", "ai21", "ai21_chat"),
            compatible("Azure AI Foundry", "https://{resource}.services.ai.azure.com/openai/v1", "azure_ai"),
            compatible(
                    "Cloudflare Workers AI",
                    "https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1",
                    "cloudflare"),
            compatible("DeepInfra", "https://api.deepinfra.com/v1/openai", "deepinfra"),
            compatible("SambaNova", "https://api.sambanova.ai/v1", "sambanova"),
            compatible("Meta Llama API", "https://api.llama.com/compat/v1", "meta_llama"),
            compatible("Volcengine", "https://ark.cn-beijing.volces.com/api/v3", "volcengine"),
            compatible("Codestral", "https://codestral.mistral.ai/v1", "codestral"),
            compatible("GitHub Models", "https://models.inference.ai.azure.com", "github"),
            compatible("FriendliAI", "https://api.friendli.ai/serverless/v1", "friendliai"),
            compatible("Moonshot", "https://api.moonshot.ai/v1", "moonshot"),
            compatible("LM Studio", "http://localhost:1234/v1", "lm_studio"),
            compatible("llamafile", "http://127.0.0.1:8080/v1", "llamafile"),
            compatible("Xinference", "http://localhost:9997/v1", "xinference"),
            new ForeignProvider(List.of("ollama"), "Ollama", "ollama_chat/<model>, its OpenAI-compatible side"),
            new ForeignProvider(
                    List.of("text-completion-openai", "custom_openai"),
                    "LiteLLM's variant of OpenAI",
                    "openai/<model>"),
            new ForeignProvider(List.of("azure_text"), "LiteLLM's variant of Azure OpenAI", "azure/<deployment>"),
            new ForeignProvider(
                    List.of("anthropic_text"), "Anthropic's former text API", "anthropic/<model> of its messages API"),
            other("Amazon SageMaker", "sagemaker", "sagemaker_chat"),
            other("Google PaLM", "palm"),
            other("IBM watsonx.ai", "watsonx", "watsonx_text"),
            other("Replicate", "replicate"),
            other("Predibase", "predibase"),
            other("Snowflake Cortex", "snowflake"),
            other("Aleph Alpha", "aleph_alpha"),
            other("NLP Cloud", "nlp_cloud"),
            other("Petals", "petals"),
            other("Baseten", "baseten"),
            other("MariTalk", "maritalk"),
            other("Clarifai", "clarifai"),
            other("Oracle OCI", "oci"),
            other("SAP AI Core", "sap"),
            other("NVIDIA Triton", "triton"),
            other("Text Generation WebUI", "oobabooga"),
            other("Voyage AI", "voyage"),
            other("Jina AI", "jina_ai"));

    static Optional<ForeignProvider> of(String prefix) {
        return ALL.stream()
                .filter(provider -> provider.prefixes.contains(prefix))
                .findFirst();
    }

    private static ForeignProvider compatible(String title, String base, String... prefixes) {
        return new ForeignProvider(
                List.of(prefixes), title, "openai/<model> with api_base: " + base + ", its OpenAI-compatible endpoint");
    }

    private static ForeignProvider other(String title, String... prefixes) {
        return new ForeignProvider(
                List.of(prefixes),
                title,
                "a deployment that speaks OpenAI's or Anthropic's protocol, such as openai/<model> with the api_base of a"
                        + " gateway");
    }
}
