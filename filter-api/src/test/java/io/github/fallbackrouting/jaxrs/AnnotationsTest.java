package io.github.fallbackrouting.jaxrs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

    private record Resource(Class<?> getResourceClass, Method getResourceMethod) implements ResourceInfo {}

    private static ResourceInfo resource(Class<?> type, String method) {
        return new Resource(type, method(type, method));
    }

    /** As a JAX-RS runtime has it: the method that is called, no bridge. */
    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> group(Class<?> type) {
        return Annotations.fallbackGroup(resource(type, "complete")).map(FallbackGroup::value);
    }

    @Path("/plain")
    public static class Plain {
        @POST
        public String complete(String body) {
            return body;
        }
    }

    @FallbackGroup("class")
    @Path("/annotated")
    public static class OnClass {
        @POST
        @Path("/completions")
        public String complete(String body) {
            return body;
        }

        @GET
        public String list() {
            return "";
        }
    }

    @FallbackGroup("class")
    public static class OnBoth {
        @POST
        @FallbackGroup("method")
        public String complete(String body) {
            return body;
        }
    }

    public static class Inheriting extends OnClass {}

    public static class Overriding extends OnClass {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    @FallbackGroup("own")
    @Path("/own")
    public static class OverridingWithItsOwn extends OnBoth {
        @Override
        @FallbackGroup("own method")
        public String complete(String body) {
            return body;
        }
    }

    @FallbackGroup("own class")
    public static class OverridingWithAClassOfItsOwn extends OnBoth {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    @Path("/api")
    @FallbackGroup("interface")
    public interface Api {
        @POST
        @Path("/v1")
        String complete(String body);
    }

    public interface ApiWithMethod {
        @POST
        @FallbackGroup("interface method")
        String complete(String body);
    }

    public interface SubApi extends Api {}

    public static class Implementing implements Api {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    public static class ImplementingTheSubApi implements SubApi {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    @FallbackGroup("class")
    public static class ImplementingWithMethod implements ApiWithMethod {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    /** As dependency injection makes them: a subclass that overrides everything and carries no annotation. */
    public static class Proxy extends Implementing {
        @Override
        public String complete(String body) {
            return super.complete(body);
        }
    }

    public static class SuperclassAndInterface extends OnBoth implements ApiWithMethod {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    public interface GenericApi<T> {
        @POST
        @Path("/generic")
        @FallbackGroup("generic")
        String complete(T body);
    }

    public static class ImplementingGenerically implements GenericApi<String> {
        @Override
        public String complete(String body) {
            return body;
        }
    }

    public static class Overloading extends Plain {
        @POST
        @FallbackGroup("other")
        public String complete(String body, String more) {
            return body + more;
        }

        @FallbackGroup("other")
        public String complete(Object body) {
            return body.toString();
        }

        @Override
        public String complete(String body) {
            return body;
        }
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertEquals(Optional.empty(), group(Plain.class));
        assertEquals(Optional.empty(), Annotations.path(OnBoth.class));
        assertEquals(Optional.empty(), Annotations.path(method(Plain.class, "complete")));
    }

    @Test
    void findsTheClassesAnnotation() {
        assertEquals(Optional.of("class"), group(OnClass.class));
        assertEquals(Optional.of("class"), group(Inheriting.class));
    }

    @Test
    void prefersTheMethodsToTheClasses() {
        assertEquals(Optional.of("method"), group(OnBoth.class));
        assertEquals(Optional.of("interface method"), group(ImplementingWithMethod.class));
    }

    @Test
    void findsThatOfTheSuperclass() {
        assertEquals(Optional.of("class"), group(Overriding.class));
        assertTrue(Annotations.isPost(method(Overriding.class, "complete")));
        assertEquals(Optional.of("/annotated"), Annotations.path(Overriding.class));
        assertEquals(Optional.of("/completions"), Annotations.path(method(Overriding.class, "complete")));
    }

    @Test
    void prefersTheNearest() {
        assertEquals(Optional.of("own method"), group(OverridingWithItsOwn.class));
        assertEquals(Optional.of("/own"), Annotations.path(OverridingWithItsOwn.class));
        assertEquals(
                Optional.of("method"), group(OverridingWithAClassOfItsOwn.class), "a method's wins over a class's");
        assertEquals(
                Optional.of("method"), group(SuperclassAndInterface.class), "a superclass's wins over an interface's");
    }

    @Test
    void findsThatOfTheInterface() {
        assertEquals(Optional.of("interface"), group(Implementing.class));
        assertTrue(Annotations.isPost(method(Implementing.class, "complete")));
        assertEquals(Optional.of("/api"), Annotations.path(Implementing.class));
        assertEquals(Optional.of("/v1"), Annotations.path(method(Implementing.class, "complete")));
    }

    @Test
    void findsThatOfAnInterfaceFurtherUp() {
        assertEquals(Optional.of("interface"), group(ImplementingTheSubApi.class));
        assertTrue(Annotations.isPost(method(ImplementingTheSubApi.class, "complete")));
        assertEquals(Optional.of("/api"), Annotations.path(ImplementingTheSubApi.class));
    }

    @Test
    void findsItBehindAProxy() {
        assertEquals(Optional.of("interface"), group(Proxy.class));
        assertTrue(Annotations.isPost(method(Proxy.class, "complete")));
        assertEquals(Optional.of("/api"), Annotations.path(Proxy.class));
        assertEquals(Optional.of("/v1"), Annotations.path(method(Proxy.class, "complete")));
    }

    @Test
    void findsThatOfAGenericInterface() {
        assertEquals(Optional.of("generic"), group(ImplementingGenerically.class));
        assertTrue(Annotations.isPost(method(ImplementingGenerically.class, "complete")));
        assertEquals(Optional.of("/generic"), Annotations.path(method(ImplementingGenerically.class, "complete")));
    }

    @Test
    void takesAnotherMethodOfTheSameNameForAnother() throws NoSuchMethodException {
        Method own = Overloading.class.getMethod("complete", String.class);

        assertEquals(Optional.empty(), Annotations.fallbackGroup(new Resource(Overloading.class, own)));
        assertTrue(Annotations.isPost(own), "as the superclass says");
        assertFalse(Annotations.isPost(Overloading.class.getMethod("complete", Object.class)));
    }

    @Test
    void knowsAPostFromOthers() {
        assertTrue(Annotations.isPost(method(OnClass.class, "complete")));
        assertFalse(Annotations.isPost(method(OnClass.class, "list")));
    }
}
