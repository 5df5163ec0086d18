package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.fallbackrouting.routing.Upstream;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import java.util.Set;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the host has in its service files is not for our client. The service files are those of these tests. */
class HermeticClientTest {

    @BeforeEach
    void forget() {
        Intruder.SEEN.clear();
    }

    @Test
    void nothingOfTheHostsAppliesToAnUpstream() throws Exception {
        try (ScriptedServer server = ScriptedServer.start();
                Upstream upstream = new JerseyUpstreamFactory().create()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                assertEquals("hello", BodyReading.all(response));
            }

            assertEquals(Set.of(), Intruder.SEEN);
            assertEquals("{\"model\":\"m\"}", server.request().body());
            assertFalse(server.request().head().contains("traceparent"));
        }
    }

    /** Without this one the test above would be worth nothing. */
    @Test
    void anyOtherClientLetsAllOfItIn() throws Exception {
        Client client = new JerseyClientBuilder()
                .property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "ALL")
                .build();
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            client.target(server.url("/v1"))
                    .request()
                    .post(Entity.json(new StringBuilder("{}")))
                    .close();

            assertEquals(
                    Set.of("auto-discovery", "builder", "connector", "feature", "filter", "writer"), Intruder.SEEN);
            assertEquals("intruder", server.request().body());
        } finally {
            client.close();
        }
    }
}
