package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.FallbackGroup;
import io.github.fallbackrouting.config.ConfigurationException;
import io.github.fallbackrouting.servlet.Access;
import io.github.fallbackrouting.servlet.Binding;
import io.github.fallbackrouting.servlet.Bindings;
import io.github.fallbackrouting.servlet.PathPattern;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@link FallbackGroup} to resource methods: the JAX-RS runtime finds it through {@code META-INF/services} and shows
 * it every method that it serves.
 *
 * <p>To each {@code POST} method that may take JSON it gives two request filters, the earliest and the last of all; on a
 * method without the annotation they matter only to a filter that is mapped for its URL.
 *
 * <p>Apache CXF loads no services of this kind: there this class is named in the init-param {@code jaxrs.providers} of its
 * servlet, or the host's {@code Application} takes its {@code @Context ServletContext} in the constructor and returns {@code
 * new FallbackGroupFeature(context)} as a singleton.
 */
public final class FallbackGroupFeature implements DynamicFeature {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final @Nullable ServletContext given;

    @Context
    private @Nullable ServletContext injected;

    /** For the JAX-RS runtime, which injects the web application. */
    public FallbackGroupFeature() {
        given = null;
    }

    /** For CXF, which knows the web application only here, and for a host that registers the feature itself. */
    public FallbackGroupFeature(@Context ServletContext application) {
        given = Objects.requireNonNull(application, "application");
    }

    /**
     * @throws ConfigurationException if the annotation names what the configuration does not have; the JAX-RS application
     *     then does not start
     */
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (!Annotations.isPost(resource.getResourceMethod())
                || context.getConfiguration().isRegistered(CandidateMark.class)) {
            return;
        }
        if (!takesJson(resource)) {
            // A method with forms may stand beside one that talks to a model.
            if (Annotations.isAnnotatedItself(resource.getResourceMethod())) {
                LOG.log(
                        Level.WARNING,
                        "@FallbackGroup on {0} has no effect: it takes {1}, and only requests in JSON can be sent to others",
                        where(resource),
                        Annotations.consumed(resource));
            }
            return;
        }
        Optional<Binding> binding =
                Annotations.fallbackGroup(resource).flatMap(annotation -> bind(annotation, resource));
        context.register(new CandidateMark(binding), CandidateMark.PRIORITY);
        Optional<String> guard = Guards.before(resource, context.getConfiguration());
        context.register(new ArmedMark(guard.isPresent() ? Access.GUARDED : Access.OPEN), ArmedMark.PRIORITY);
        if (binding.isPresent() && guard.isPresent()) {
            LOG.log(
                    Level.INFO,
                    "{0} stands before {1}: the resource runs even if its own deployment rests"
                            + " (fallback_routing.pass_over_host)",
                    guard.get(),
                    where(resource));
        }
    }

    private static boolean takesJson(ResourceInfo resource) {
        return Annotations.consumed(resource).stream()
                .flatMap(types -> Stream.of(types.split(",", -1)))
                .anyMatch(Binding::mayBeFor);
    }

    /** Makes the endpoint known to the filters; empty if they can't be found. */
    private Optional<Binding> bind(FallbackGroup annotation, ResourceInfo resource) {
        String where = where(resource);
        Optional<Bindings> bindings = bindings();
        if (bindings.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "@FallbackGroup on {0} has no effect: the JAX-RS runtime does not say which web application it is in;"
                            + " name this feature in the init-param jaxrs.providers of CXF's servlet, or register new"
                            + " FallbackGroupFeature(servletContext) as a singleton of the Application",
                    where);
            return Optional.empty();
        }
        Binding binding = binding(annotation, where);
        bindings.get().add(binding, path(resource), where);
        return Optional.of(binding);
    }

    private static String where(ResourceInfo resource) {
        return resource.getResourceClass().getName() + "."
                + resource.getResourceMethod().getName();
    }

    private Optional<Bindings> bindings() {
        ServletContext application = given != null ? given : injected;
        try {
            return Optional.ofNullable(application).map(Bindings::of);
        } catch (RuntimeException e) {
            // CXF injects a proxy that has nothing behind it before the first request.
            LOG.log(Level.DEBUG, "The injected ServletContext can't be used yet", e);
            return Optional.empty();
        }
    }

    private static Binding binding(FallbackGroup annotation, String where) {
        try {
            return Binding.of(annotation.value(), annotation.deployment(), annotation.operation());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("@FallbackGroup on " + where + ": " + e.getMessage(), e);
        }
    }

    /** A class without a path is a sub-resource, whose place is not known before somebody asks for it. */
    private static PathPattern path(ResourceInfo resource) {
        return Annotations.path(resource.getResourceClass())
                .map(root -> PathPattern.ofTemplate(root
                        + Annotations.path(resource.getResourceMethod())
                                .map(path -> "/" + path)
                                .orElse("")))
                .orElseGet(PathPattern::any);
    }
}
