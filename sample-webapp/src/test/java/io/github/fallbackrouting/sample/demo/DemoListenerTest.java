package io.github.fallbackrouting.sample.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoListenerTest {

    private final ServletContext context = mock();
    private final Map<String, String> params = new HashMap<>();

    @Test
    void withARealKeyNothingHappens() {
        DemoListener listener = new DemoListener(Map.of("OPENAI_API_KEY", "sk-real"));

        listener.contextInitialized(new ServletContextEvent(context));
        listener.contextDestroyed(new ServletContextEvent(context));

        verifyNoInteractions(context);
    }

    @Test
    void withoutAKeyBothProvidersAreBuiltInUntilTheEnd() throws Exception {
        record();
        DemoListener listener = new DemoListener(Map.of());

        listener.contextInitialized(new ServletContextEvent(context));
        assertEquals(200, models("OPENAI", param("OPENAI_API_KEY")));
        assertEquals(200, models("OPENROUTER", param("OPENROUTER_API_KEY")));
        assertEquals(401, models("OPENROUTER", param("OPENAI_API_KEY")));
        listener.contextDestroyed(new ServletContextEvent(context));

        assertThrows(ConnectException.class, () -> models("OPENAI", ""));
        assertThrows(ConnectException.class, () -> models("OPENROUTER", ""));
    }

    @Test
    void aBlankKeyIsNone() {
        record();
        DemoListener listener = new DemoListener(Map.of("OPENAI_API_KEY", " "));

        listener.contextInitialized(new ServletContextEvent(context));
        listener.contextDestroyed(new ServletContextEvent(context));

        assertEquals(4, params.size());
    }

    @Test
    void theKeyOfTheEnvironmentIsTheOneThatCallersWillSend() throws Exception {
        record();
        DemoListener listener = new DemoListener(Map.of("OPENROUTER_API_KEY", "sk-or-real"));

        listener.contextInitialized(new ServletContextEvent(context));
        assertEquals(200, models("OPENROUTER", "sk-or-real"));
        listener.contextDestroyed(new ServletContextEvent(context));
    }

    @Test
    void aPauseThatIsNoNumberIsSaidSo() {
        when(context.getInitParameter("demo.pause")).thenReturn("80ms");
        DemoListener listener = new DemoListener(Map.of());

        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> listener.contextInitialized(new ServletContextEvent(context)));

        assertEquals(
                "The context-param demo.pause is '80ms', but has to be a number of milliseconds, at most five digits.",
                e.getMessage());
    }

    private void record() {
        when(context.setInitParameter(anyString(), anyString()))
                .then(call -> params.put(call.getArgument(0), call.getArgument(1)) == null);
        when(context.addServlet(eq("demo"), any(Servlet.class))).thenReturn(mock(ServletRegistration.Dynamic.class));
    }

    private String param(String name) {
        return params.getOrDefault(name, "");
    }

    private int models(String provider, String key) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(param(provider + "_API_BASE") + "/models"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
