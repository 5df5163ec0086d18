package io.github.fallbackrouting.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Inputs that make sense: what a fuzzer begins with. */
final class Seeds {

    private static final long SEED = 6;

    private static final String CHAT = """
            {"id":"c-1","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"H\\u00e9llo"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":12,\
            "total_tokens":21,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}""";

    private static final String ANTHROPIC = """
            {"type":"message","model":"claude","stop_reason":"refusal","stop_details":{"type":"refusal"},\
            "usage":{"input_tokens":5,"output_tokens":7,"cache_read_input_tokens":1,"cache_creation_input_tokens":2}}""";

    private static final String REQUEST = """
            { "model" : "gpt-4o", "stream":true, "n":1, "messages":[{"role":"user","content":"Hi \\ud83d\\ude00"}], "prompt":"Once",
              "fallbacks":[{"gpt-4o":["b"]},"c",{"model":"d","temperature":0.5}], "num_retries":3, "timeout":"1.5",
              "stream_options":{"include_usage":false}, "mock_testing_fallbacks":false, "mod\\u0065l":"x", "metadata":{} }""";

    private Seeds() {}

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    static List<byte[]> json() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "{}",
                "[]",
                "-0.5e+10",
                "\"\\ud83d\"",
                "[NaN,Infinity,-Infinity]",
                "\uFEFF{\"model\":\"m\"}",
                CHAT,
                ANTHROPIC,
                REQUEST,
                "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\",\"code\":429,\"innererror\":{\"code\":\"x\"}}}",
                "[{\"error\":{\"status\":\"UNAVAILABLE\",\"message\":\"m\"}}]",
                "{\"detail\":\"not found\"}",
                "{\"choices\":[{\"finish_reason\":\"content_filter\"}],\"usage\":null,\"_hidden_params\":{}}",
                "{\"_hidden_params\":{\"model_used\":1,\"model_used\":2},\"usage\":{\"model\":3},\"model\":4}",
                "{\"messages\":[ ],\"model\":null,\"messages\":[1]}",
                "{\"a\":[[{\"b\":1},[2]],[]],\"a\":{\"b\":3}}",
                "[".repeat(70) + "]".repeat(70)));
        Random random = new Random(SEED);
        for (int i = 0; i < 30; i++) {
            StringBuilder text = new StringBuilder();
            value(random, 5, text);
            texts.add(text.toString());
        }
        return bytes(texts);
    }

    private static final List<String> NAMES = List.of(
            "model",
            "error",
            "usage",
            "prompt_tokens",
            "choices",
            "finish_reason",
            "delta",
            "content",
            "messages",
            "prompt",
            "stream",
            "mod\\u0065l",
            "a",
            "b",
            "fallbacks",
            "_hidden_params",
            "model_used",
            "",
            "\\\"");

    private static void value(Random random, int depth, StringBuilder to) {
        switch (random.nextInt(depth == 0 ? 4 : 8)) {
            case 0 -> to.append(List.of("true", "false", "null").get(random.nextInt(3)));
            case 1 ->
                to.append(List.of("0", "-1", "1.50", "1e3", "18446744073709551616")
                        .get(random.nextInt(5)));
            case 2, 3 ->
                to.append('"').append(NAMES.get(random.nextInt(NAMES.size()))).append('"');
            case 4, 5 -> {
                to.append('[');
                for (int i = random.nextInt(4); i > 0; i--) {
                    value(random, depth - 1, to);
                    to.append(i > 1 ? "," : "");
                }
                to.append(']');
            }
            default -> {
                to.append('{');
                for (int i = random.nextInt(5); i > 0; i--) {
                    to.append('"')
                            .append(NAMES.get(random.nextInt(NAMES.size())))
                            .append("\" :");
                    value(random, depth - 1, to);
                    to.append(i > 1 ? ",\n" : "");
                }
                to.append('}');
            }
        }
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static String said(String... texts) {
        StringBuilder events = new StringBuilder(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        for (String text : texts) {
            events.append(chunk("{\"content\":\"" + text + "\"}", "null"));
        }
        return events.toString();
    }

    private static final String STOP = chunk("{}", "\"stop\"");
    private static final String DONE = "data: [DONE]\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";

    private static final String MESSAGE = """
            event: message_start
            data: {"type":"message_start","message":{"model":"claude","usage":{"input_tokens":3}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Once upon"}}

            """;

    private static final String MESSAGE_END = """
            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static List<byte[]> streams() {
        return bytes(
                List.of(
                        "",
                        ": hello\n\nretry: 10\n\nid: 1\n\n" + said("H\u00e9llo", " world \uD83D\uDE00") + STOP + USAGE
                                + DONE,
                        (said("a") + STOP + DONE).replace("\n", "\r\n"),
                        (said("a") + STOP + DONE).replace("\n", "\r"),
                        "\uFEFF" + said("a") + "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n",
                        said("a") + "data: {\"broken\n\n" + STOP,
                        "data: {\"choices\":\ndata: [{\"text\":\"x\"}]}\n\ndata\n\ndata:\ndata:  1\n\n",
                        MESSAGE + MESSAGE_END,
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}\n\n",
                        """
                        event: response.output_text.delta
                        data: {"type":"response.output_text.delta","delta":"Hi","sequence_number":4}

                        data: {"type":"response.completed","response":{"model":"m","usage":{"input_tokens":1}}}

                        """,
                        "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"c\",\"message\":\"m\"}}}\n\n",
                        "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"id\":\"t\"}],\"reasoning\":\"r\"}}]}\n\n",
                        "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"content_filter\"}]}\n\n"));
    }

    /** A stream that breaks off, a NUL, and another that goes on with it or begins anew. */
    static List<byte[]> joinedStreams() {
        String begun = said("Once ", "upon ", "a ti");
        return bytes(List.of(
                begun + "\0" + said("me") + STOP + DONE,
                begun + "\0" + said("Once up", "on a time") + STOP + USAGE + DONE,
                begun + "\0" + said("Something ", "else") + STOP + DONE,
                begun + "\0" + said("Once upon a ti") + DONE,
                said("Once ", " \\n ") + "\0" + said("\\n ", "upon") + STOP,
                begun + "data: {\"error\":{\"message\":\"overloaded\"}}\n\n\0" + said("m")
                        + "data: {\"error\":\"x\"}\n\n",
                begun + "data: {\"half\0" + said("me") + "data: {\"choices\":[{\"delta\":{\"tool_calls\":[1]}}]}\n\n"
                        + DONE,
                "data: {\"choices\":[{\"text\":\"On\"}]}\n\n\0data: {\"choices\":[{\"text\":\"Once\",\"finish_reason\":\"stop\"}]}\n\n",
                MESSAGE + "\0" + MESSAGE.replace("Once upon", " a time") + MESSAGE_END,
                MESSAGE + "\0" + MESSAGE.replace("Once upon", "Once upon a time") + MESSAGE_END));
    }

    static List<byte[]> fields() {
        return bytes(List.of(
                "0",
                " 1.5 ",
                "120",
                "99999999999999999999",
                "Sun, 01 Nov 2026 00:01:00 GMT",
                "Sunday, 01-Nov-26 00:01:00 GMT",
                "Sun Nov  1 00:01:00 2026",
                "-1",
                "1e3",
                "application/json",
                "application/json; charset=utf-8",
                "application/problem+json",
                "Text/HTML;x=y",
                "text/event-stream",
                " application/json",
                "application/jsonx"));
    }

    static List<byte[]> names() {
        return bytes(List.of(
                "azure-east\0azure/gpt-4o\0gpt-4o\0call-1",
                "id\r\nX: y\0m\0g\0c",
                "a,b;c=\"d\"\0m \u00e9\uD83D\uDE00\0g%41\0\\",
                "\0\0\0",
                "*\0*\0gpt-*\0x"));
    }

    static List<byte[]> callers() {
        return bytes(List.of(
                "3\n1.5\n2\n60\n30\n1\nmy-call\0" + REQUEST,
                "x\n0\n\n999999999.999999999\n\n\nb\u00e4d id\0{\"disable_fallbacks\":true}",
                "\0{\"fallbacks\":{\"a\":1}}",
                "\0{\"fallbacks\":[{\"model\":\"a\",\"api_base\":\"http://evil.example\"}]}",
                "\0{\"fallbacks\":[" + "\"a\",".repeat(64) + "\"b\"]}",
                "\0{\"num_retries\":\" 2 \",\"timeout\":0,\"mock_testing_fallbacks\":1}"));
    }

    static List<byte[]> paths() {
        return bytes(List.of(
                "/chat/completions\0/api\0",
                "/chat/{id}/completions\0/v1\07",
                "chat/{path: .*}\0\0a/b/",
                "/a{suffix: (/x){0,2}}/d//\0/\0/x",
                "/{a}-{b}/c{\0x\0-",
                "\0\0",
                "/{deployment}//chat/\0//\0gpt-4o"));
    }

    static List<byte[]> files() {
        return bytes(List.of(
                """
                model_list:
                  - model_name: gpt-4o
                    litellm_params: {model: azure/gpt-4o-east, api_base: https://east.example, api_key: sk-S3CR3T0123456789, api_version: "2025-02-01-preview"}
                    model_info: {id: azure-east, input_cost_per_token: 2.5e-6, output_cost_per_token: 0.00001}
                  - model_name: gpt-4o
                    litellm_params: &params {model: azure/gpt-4o-west, api_base: os.environ/URL, api_key: os.environ/KEY, rpm: 10, tpm: 1000, weight: 2}
                  - model_name: "claude-*"
                    litellm_params: {model: "anthropic/claude-*", api_key: os.environ/KEY, extra_headers: {X-Team: a b}, timeout: 5}
                router_settings:
                  fallbacks: [{gpt-4o: [claude-3]}, {"*": [gpt-4o]}]
                  model_group_alias: {gpt-4: gpt-4o, hidden: {model: gpt-4o, hidden: true}}
                  num_retries: 2
                  cooldown_time: 30
                  allowed_fails: 3
                  routing_strategy: simple-shuffle
                  retry_policy: {TimeoutErrorRetries: 1, RateLimitErrorRetries: 3}
                litellm_settings: {request_timeout: 60, drop_params: true, context_window_fallbacks: [{gpt-4o: [gpt-4o]}]}
                general_settings: {master_key: sk-S3CR3T0123456789, always_include_stream_usage: true}
                fallback_routing:
                  first_token_timeout: 10s
                  idle_timeout: 15s
                  deadline: 60s
                  max_retry_after: 10s
                  mid_stream: continue
                  hold: {request_memory: 256KiB, request_disk: 64MiB, response: 1MiB, first_event: 64KiB}
                  proxy_status: acme-llm
                  expose: {api_base: false, server_timing: true}
                """,
                """
                # a comment
                defaults: &defaults
                  api_key: os.environ/KEY
                  api_base: "https://llm.example/v1"
                model_list:
                - model_name: a
                  litellm_params:
                    <<: *defaults
                    model: openai/gpt-4o
                - {model_name: b, litellm_params: {<<: [*defaults, *defaults], model: 'openai/b'}}
                """,
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: \"sk-S3CR3T0123456789\"}}]\n",
                "fallback_routing: {hold: {response: -1}, deadline: 25h, nonsense: 1}\n",
                "model_list:\n\t- broken\n",
                "? [a]\n: b\n",
                "a: &a [*a]\n",
                "%YAML 1.2\n---\nx: |\n  y\n...\n---\nz: 1\n"));
    }
}
