package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.fallbackrouting.FallbackRoutingFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilterStartTest {

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary}
            """;

    private final ServletContext application = mock(ServletContext.class);
    private final FilterRegistration registration = mock(FilterRegistration.class);
    private final FilterConfig config = mock(FilterConfig.class);
    private final FallbackRoutingFilter filter = new FallbackRoutingFilter();
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @BeforeEach
    void deploy() {
        Map<String, Object> attributes = new HashMap<>();
        when(application.getContextPath()).thenReturn("/start");
        when(application.getClassLoader()).thenReturn(FilterStartTest.class.getClassLoader());
        when(application.getResourceAsStream("/WEB-INF/fallback.yaml"))
                .thenAnswer(call -> new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
        doAnswer(call -> registration).when(application).getFilterRegistration("one");
        when(application.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(application)
                .setAttribute(anyString(), any());
        when(config.getFilterName()).thenReturn("one");
        when(config.getServletContext()).thenReturn(application);
        when(config.getInitParameterNames()).thenAnswer(call -> Collections.emptyEnumeration());
        when(registration.getUrlPatternMappings()).thenReturn(List.of("/*"));
        when(registration.getServletNameMappings()).thenReturn(List.of());
    }

    /** Of ours, and not there before. */
    private Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().startsWith("fallback-routing")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    @Test
    void mapsItselfForAsynchronousDispatchesAsItIsMapped() throws Exception {
        when(registration.getServletNameMappings()).thenReturn(List.of("rest"));

        filter.init(config);
        filter.destroy();

        verify(registration).addMappingForUrlPatterns(EnumSet.of(DispatcherType.ASYNC), true, "/*");
        verify(registration).addMappingForServletNames(EnumSet.of(DispatcherType.ASYNC), true, "rest");
        assertEquals(Set.of(), threads());
    }

    @Test
    void leavesNothingBehindIfItCantStart() {
        doThrow(new SecurityException("not for you"))
                .when(registration)
                .addMappingForUrlPatterns(any(), anyBoolean(), any());

        assertThrows(SecurityException.class, () -> filter.init(config));

        assertEquals(Set.of(), threads());
    }
}
