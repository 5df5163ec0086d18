package io.github.fallbackrouting.jaxrs;

import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.ext.ReaderInterceptor;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what a host may have put between its last request filter and a resource method, where it may still refuse a request:
 * reader interceptors, and whatever an annotation stands for that is not known to be harmless (roles, validation, transactions,
 * interceptor bindings).
 */
final class Guards {

    /** Of these an annotation says what JAX-RS, CDI's scopes or a documentation make of the method, and refuses nothing. */
    private static final List<String> HARMLESS = List.of(
            "jakarta.ws.rs.",
            "io.github.fallbackrouting.FallbackGroup",
            "java.lang.",
            "jakarta.inject.",
            "jakarta.enterprise.context.",
            "jakarta.annotation.security.PermitAll",
            "org.eclipse.microprofile.openapi.",
            "io.swagger.");

    /** JAX-RS runtimes bring reader interceptors of their own, which decode. */
    private static final List<String> RUNTIMES =
            List.of("org.glassfish.jersey.", "org.jboss.resteasy.", "dev.resteasy.", "org.apache.cxf.");

    private Guards() {}

    /** The name of the first guard; empty if there is none. */
    static Optional<String> before(ResourceInfo resource, Configuration runtime) {
        return Annotations.all(resource)
                .map(Annotation::annotationType)
                .filter(type -> !isHarmless(type))
                .map(type -> "@" + type.getName())
                .findFirst()
                .or(() -> interceptor(runtime));
    }

    /** A binding by name is to request filters, or to interceptors that are found by themselves. */
    private static boolean isHarmless(Class<? extends Annotation> type) {
        return type.isAnnotationPresent(NameBinding.class) || beginsWithAny(type.getName(), HARMLESS);
    }

    private static Optional<String> interceptor(Configuration runtime) {
        return Stream.concat(
                        runtime.getClasses().stream(),
                        runtime.getInstances().stream().map(Object::getClass))
                .filter(ReaderInterceptor.class::isAssignableFrom)
                .map(Class::getName)
                .filter(name -> !beginsWithAny(name, RUNTIMES))
                .findFirst();
    }

    private static boolean beginsWithAny(String name, List<String> beginnings) {
        return beginnings.stream().anyMatch(name::startsWith);
    }
}
