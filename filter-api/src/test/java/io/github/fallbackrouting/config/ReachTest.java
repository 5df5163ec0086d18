package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.",
                "ollama",
                "vllm.default.svc",
                "vllm.default.svc.cluster.local",
                "host.docker.internal",
                "llm.corp",
                "llm.home.arpa",
                "llm.localdomain",
                "llm.test",
                "127.0.0.1",
                "10.1.2.3",
                "169.254.169.254",
                "8.8.8.8",
                "127.1",
                "2130706433",
                "0x7f.0.0.0x1",
                "0x7f000001",
                "[::1]",
                "[fe80::1%25eth0]"
            })
    void whatCantBePublicMayLeadAnywhere(String host) {
        assertEquals(Reach.ANYWHERE, Reach.of(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.openai.com",
                "east.example",
                "localhost.example",
                "notlocal.example",
                "x.mylocal",
                "127.0.0.1.nip.io",
                "internal.example.com",
                "a.0xyz",
                "deployment.invalid"
            })
    void anyOtherNameLeadsToPublicAddressesOnly(String host) {
        assertEquals(Reach.PUBLIC, Reach.of(host));
    }

    @Test
    void theFileMayLetEveryNameLeadAnywhere() {
        String models = "model_list: [{model_name: g, litellm_params:"
                + " {model: openai/a, api_key: k, api_base: https://llm.acme.example}}]\n";

        assertEquals(Reach.PUBLIC, reach(models));
        assertEquals(Reach.PUBLIC, reach(models + "fallback_routing: {private_addresses: refuse}"));
        assertEquals(Reach.ANYWHERE, reach(models + "fallback_routing: {private_addresses: allow}"));
        assertEquals(Reach.ANYWHERE, reach(models.replace("llm.acme.example", "10.0.0.1")));
    }

    private static Reach reach(String yaml) {
        return Read.file(yaml)
                .configuration()
                .groups()
                .deployments()
                .get(0)
                .endpoint()
                .reach();
    }
}
