package io.github.fallbackrouting.jaxrs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isA;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.fallbackrouting.FallbackGroup;
import io.github.fallbackrouting.config.ConfigurationException;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;

/** Which methods get the marks, whatever the JAX-RS runtime hands to us. */
class FallbackGroupFeatureTest {

    private final FeatureContext context = mock(FeatureContext.class);
    private final Configuration configuration = mock(Configuration.class);
    private final ServletContext application = mock(ServletContext.class);
    private final FallbackGroupFeature feature = new FallbackGroupFeature(application);

    @BeforeEach
    void anEmptyRuntime() {
        when(context.getConfiguration()).thenReturn(configuration);
    }

    @Path("llm")
    @FallbackGroup("gpt-4o")
    static class Annotated {
        @POST
        @Path("chat/completions")
        public void chat() {}

        @GET
        @Path("models")
        public void models() {}

        @FallbackGroup(value = "gpt-4o", operation = "chat")
        @POST
        public void wrong() {}

        @POST
        @Consumes({"application/x-www-form-urlencoded", "text/plain, multipart/form-data"})
        public void form() {}

        @POST
        @Path("completions")
        @Consumes({"text/plain, application/json;charset=UTF-8"})
        public void either() {}

        @POST
        @Path("responses")
        @Consumes("application/*")
        public void any() {}
    }

    @Path("other")
    static class Plain {
        @POST
        @Path("chat/completions")
        public void chat() {}
    }

    private static ResourceInfo method(Class<?> type, String name) {
        ResourceInfo resource = mock(ResourceInfo.class);
        doReturn(type).when(resource).getResourceClass();
        when(resource.getResourceMethod())
                .thenReturn(Arrays.stream(type.getMethods())
                        .filter(method -> method.getName().equals(name))
                        .findFirst()
                        .orElseThrow());
        return resource;
    }

    private void assertNoMarks() {
        verify(context, never()).register(any(Object.class), anyInt());
    }

    @Test
    void marksAnAnnotatedPostEarliestAndLast() {
        feature.configure(method(Annotated.class, "chat"), context);

        InOrder order = inOrder(context);
        order.verify(context).register(isA(CandidateMark.class), eq(Integer.MIN_VALUE));
        order.verify(context).register(isA(ArmedMark.class), eq(Integer.MAX_VALUE));
    }

    @Test
    void leavesWhatIsNoPostAlone() {
        feature.configure(method(Annotated.class, "models"), context);

        assertNoMarks();
    }

    @Test
    void leavesWhatTakesNoJsonAlone() {
        feature.configure(method(Annotated.class, "form"), context);

        assertNoMarks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"either", "any"})
    void marksWhatMayTakeJson(String method) {
        feature.configure(method(Annotated.class, method), context);

        verify(context).register(isA(CandidateMark.class), eq(Integer.MIN_VALUE));
    }

    @Test
    void knowsNoEndpointWithoutTheAnnotation() {
        feature.configure(method(Plain.class, "chat"), context);

        verify(application, never()).setAttribute(any(), any());
    }

    @Test
    void marksNothingTwice() {
        when(configuration.isRegistered(CandidateMark.class)).thenReturn(true);

        feature.configure(method(Annotated.class, "chat"), context);

        assertNoMarks();
    }

    @Test
    void startsOutsideAWebApplication() {
        new FallbackGroupFeature().configure(method(Annotated.class, "chat"), context);

        verify(application, never()).setAttribute(any(), any());
    }

    @Test
    void startsWhereTheInjectedApplicationCantBeUsedYet() throws ReflectiveOperationException {
        FallbackGroupFeature injected = new FallbackGroupFeature();
        ServletContext proxyWithNothingBehind = mock(ServletContext.class);
        when(proxyWithNothingBehind.getAttribute(any())).thenThrow(new NullPointerException("CXF"));
        Field field = FallbackGroupFeature.class.getDeclaredField("injected");
        field.setAccessible(true);
        field.set(injected, proxyWithNothingBehind);

        injected.configure(method(Annotated.class, "chat"), context);

        verify(proxyWithNothingBehind, never()).setAttribute(any(), any());
    }

    @Test
    void saysWhichMethodHasAnOperationThatIsNone() {
        ConfigurationException mistake = assertThrows(
                ConfigurationException.class, () -> feature.configure(method(Annotated.class, "wrong"), context));

        assertEquals(
                "@FallbackGroup on " + Annotated.class.getName()
                        + ".wrong: operation 'chat' must be a path such as /chat/completions, with a leading slash and no query",
                mistake.getMessage());
    }
}
