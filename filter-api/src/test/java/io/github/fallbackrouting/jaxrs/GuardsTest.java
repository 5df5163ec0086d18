package io.github.fallbackrouting.jaxrs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {

    @Retention(RetentionPolicy.RUNTIME)
    @interface Roles {}

    @Retention(RetentionPolicy.RUNTIME)
    @NameBinding
    @interface Bound {}

    @Path("llm")
    @FallbackGroup
    @Consumes("application/json")
    @Bound
    static class Host {
        @POST
        @Bound
        public String open(@HeaderParam("x") String x, String body) {
            return x + body;
        }

        @POST
        @Roles
        public String ofMethod(String body) {
            return body;
        }

        @POST
        public String ofParameter(@Roles String body) {
            return body;
        }
    }

    interface Declared {
        @Roles
        String inherited(String body);
    }

    static class Implementing implements Declared {
        @Override
        @POST
        public String inherited(String body) {
            return body;
        }
    }

    @Roles
    static class OfClass {
        @POST
        public String guarded(String body) {
            return body;
        }
    }

    static class Signatures implements ReaderInterceptor {
        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            return context.proceed();
        }
    }

    private static Optional<String> before(Class<?> type, String method, Set<Class<?>> classes, Set<Object> instances) {
        ResourceInfo resource = mock(ResourceInfo.class);
        Method found = Stream.of(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(method))
                .findFirst()
                .orElseThrow();
        when(resource.getResourceMethod()).thenReturn(found);
        when(resource.getResourceClass()).thenAnswer(call -> type);
        Configuration runtime = mock(Configuration.class);
        when(runtime.getClasses()).thenReturn(classes);
        when(runtime.getInstances()).thenReturn(instances);
        return Guards.before(resource, runtime);
    }

    @Test
    void nothingStandsBeforeAMethodWithAnnotationsOfJaxRsAndBindingsOfItsFilters() {
        assertEquals(Optional.empty(), before(Host.class, "open", Set.of(), Set.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ofMethod", "ofParameter"})
    void anAnnotationThatMayRefuseIsAGuard(String method) {
        assertEquals(Optional.of("@" + Roles.class.getName()), before(Host.class, method, Set.of(), Set.of()));
    }

    @Test
    void soIsOneOfTheClassOrOfWhatItImplements() {
        Optional<String> roles = Optional.of("@" + Roles.class.getName());
        assertEquals(roles, before(OfClass.class, "guarded", Set.of(), Set.of()));
        assertEquals(roles, before(Implementing.class, "inherited", Set.of(), Set.of()));
    }

    @Test
    void soIsAReaderInterceptorHoweverItIsRegistered() {
        Optional<String> signatures = Optional.of(Signatures.class.getName());
        assertEquals(signatures, before(Host.class, "open", Set.of(Signatures.class), Set.of()));
        assertEquals(signatures, before(Host.class, "open", Set.of(), Set.of(new Signatures())));
    }
}
