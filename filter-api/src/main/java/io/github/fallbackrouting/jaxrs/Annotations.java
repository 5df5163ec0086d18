package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds annotations where JAX-RS lets them stand: on a method or class, or on those that it overrides or implements (Jakarta
 * REST 3.1, section 3.6, which goes for methods; proxies of dependency injection make it needful for classes, too).
 */
final class Annotations {

    private Annotations() {}

    /** The method's own annotation, else the class's. */
    static Optional<FallbackGroup> fallbackGroup(ResourceInfo resource) {
        return find(resource.getResourceMethod(), FallbackGroup.class)
                .or(() -> find(lineage(resource.getResourceClass()), FallbackGroup.class));
    }

    static boolean isPost(Method method) {
        return find(method, POST.class).isPresent();
    }

    /** What the method takes, as it says itself or its class does; everything if neither says anything. */
    static List<String> consumed(ResourceInfo resource) {
        return find(resource.getResourceMethod(), Consumes.class)
                .or(() -> find(lineage(resource.getResourceClass()), Consumes.class))
                .map(consumes -> List.of(consumes.value()))
                .orElse(List.of("*/*"));
    }

    /** Whether the method has an annotation of its own. */
    static boolean isAnnotatedItself(Method method) {
        return find(method, FallbackGroup.class).isPresent();
    }

    static Optional<String> path(Class<?> type) {
        return find(lineage(type), Path.class).map(Path::value);
    }

    static Optional<String> path(Method method) {
        return find(method, Path.class).map(Path::value);
    }

    /** Every annotation of the method, its parameters and its class, wherever it is declared. */
    static Stream<Annotation> all(ResourceInfo resource) {
        List<Method> methods = declarations(resource.getResourceMethod());
        Stream<Annotation> ofParameters = methods.stream()
                .flatMap(method -> Stream.of(method.getParameterAnnotations()))
                .flatMap(Stream::of);
        Stream<Annotation> ofDeclarations = Stream.concat(
                        methods.stream(), lineage(resource.getResourceClass()).stream())
                .flatMap(declaration -> Stream.of(declaration.getAnnotations()));
        return Stream.concat(ofDeclarations, ofParameters);
    }

    private static <A extends Annotation> Optional<A> find(Method method, Class<A> annotation) {
        return find(declarations(method), annotation);
    }

    /** The method, then those that it overrides. */
    private static List<Method> declarations(Method method) {
        List<Method> declarations = new ArrayList<>();
        declarations.add(method);
        for (Class<?> type : lineage(method.getDeclaringClass())) {
            for (Method declared : type.getDeclaredMethods()) {
                if (isOverriddenBy(method, declared)) {
                    declarations.add(declared);
                }
            }
        }
        return declarations;
    }

    /** A type variable's place is taken by whatever type the overriding method has there. */
    private static boolean isOverriddenBy(Method method, Method declared) {
        Class<?>[] types = method.getParameterTypes();
        Class<?>[] declaredTypes = declared.getParameterTypes();
        if (!declared.getName().equals(method.getName()) || declaredTypes.length != types.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            boolean variable = declared.getGenericParameterTypes()[i] instanceof TypeVariable;
            if (declaredTypes[i] != types[i] && !(variable && declaredTypes[i].isAssignableFrom(types[i]))) {
                return false;
            }
        }
        return true;
    }

    private static <A extends Annotation> Optional<A> find(
            List<? extends AnnotatedElement> declarations, Class<A> annotation) {
        return declarations.stream()
                .map(declaration -> declaration.getAnnotation(annotation))
                .filter(found -> found != null)
                .findFirst();
    }

    /** The class, its superclasses, and the interfaces of all of them, nearest first. */
    private static List<Class<?>> lineage(Class<?> type) {
        List<Class<?>> lineage = new ArrayList<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            lineage.add(each);
        }
        for (int i = 0; i < lineage.size(); i++) {
            for (Class<?> implemented : lineage.get(i).getInterfaces()) {
                if (!lineage.contains(implemented)) {
                    lineage.add(implemented);
                }
            }
        }
        return lineage;
    }
}
