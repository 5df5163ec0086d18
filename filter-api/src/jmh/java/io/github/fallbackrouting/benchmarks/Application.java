package io.github.fallbackrouting.benchmarks;

import io.github.fallbackrouting.FallbackRoutingFilter;
import io.github.fallbackrouting.servlet.Binding;
import io.github.fallbackrouting.servlet.Bindings;
import io.github.fallbackrouting.servlet.PathPattern;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A web application that has the filter, from memory. */
final class Application {

    /** What is covered. */
    static final String COVERED = "/chat/completions";

    /** How the annotated endpoint is bound: the request names the model group, as with the annotation's defaults. */
    static final Binding ANNOTATION = Binding.of("", "", COVERED);

    /** Nobody is sent to rest and nobody runs out of budget: each request is the first of its kind. */
    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params:
                  {model: azure/gpt-4o-east, api_base: https://east.example, api_key: k, api_version: "2025-02-01",
                   input_cost_per_token: 0.0000025, output_cost_per_token: 0.00001}
                model_info: {id: azure-east}
              - model_name: gpt-4o
                litellm_params: {model: azure/gpt-4o-west, api_base: https://west.example, api_key: k, api_version: "2025-02-01"}
                model_info: {id: azure-west}
              - model_name: gpt-4-turbo
                litellm_params: {model: openai/gpt-4-turbo, api_key: k}
                model_info: {id: openai}
            router_settings:
              fallbacks: [{gpt-4o: [gpt-4-turbo]}]
              cooldown_time: 0
            fallback_routing:
              retry_budget: {share: 7, per_second: 10}
            """;

    private Application() {}

    /** The configuration as its file has it. */
    static byte[] configuration() {
        return CONFIGURATION.getBytes(StandardCharsets.UTF_8);
    }

    /** The filter, mapped for an endpoint by init-params. */
    static Filter mapped() {
        return started(Map.of("group", "gpt-4o", "operation", COVERED));
    }

    /** The filter, mapped for all requests; one resource is annotated, at {@link #COVERED}. */
    static Filter annotated() {
        return started(Map.of());
    }

    private static Filter started(Map<String, String> initParams) {
        ServletContext context = context();
        Bindings.of(context).add(ANNOTATION, PathPattern.ofTemplate(COVERED), "the annotated resource");
        FallbackRoutingFilter filter = new FallbackRoutingFilter();
        try {
            filter.init(config(context, initParams));
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
        return filter;
    }

    private static ServletContext context() {
        Map<String, Object> attributes = new HashMap<>();
        return proxy(ServletContext.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getResourceAsStream" -> new ByteArrayInputStream(configuration());
            case "getClassLoader" -> Application.class.getClassLoader();
            case "getContextPath" -> "";
            case "getInitParameter" -> null;
            case "getFilterRegistration" -> registration();
            default -> throw new UnsupportedOperationException(called.toString());
        });
    }

    private static FilterRegistration registration() {
        return proxy(
                FilterRegistration.class,
                (proxy, called, arguments) -> called.getName().equals("getName") ? "fallback-routing" : List.of());
    }

    private static FilterConfig config(ServletContext context, Map<String, String> initParams) {
        return proxy(FilterConfig.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "getFilterName" -> "fallback-routing";
            case "getServletContext" -> context;
            case "getInitParameter" -> initParams.get((String) arguments[0]);
            case "getInitParameterNames" -> Collections.enumeration(initParams.keySet());
            default -> throw new UnsupportedOperationException(called.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Application.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
