package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.FallbackGroup;
import io.github.fallbackrouting.config.ConfigurationException;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@link FallbackGroup} to resource methods: the JAX-RS runtime finds it through {@code META-INF/services} and shows
 * it every method that it serves.
 *
 * <p>To each annotated {@code POST} method it gives two request filters, the earliest and the last of all. Apache CXF
 * loads no services of this kind; there the application registers this class itself.
 */
public final class FallbackGroupFeature implements DynamicFeature {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    @Context
    private @Nullable ServletContext application;

    /** For the JAX-RS runtime. */
    public FallbackGroupFeature() {}

    /**
     * @throws ConfigurationException if the annotation names what the configuration does not have; the JAX-RS application
     *     then does not start
     */
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Optional<FallbackGroup> annotation = Annotations.fallbackGroup(resource);
        if (annotation.isEmpty()
                || !Annotations.isPost(resource.getResourceMethod())
                || context.getConfiguration().isRegistered(CandidateMark.class)) {
            return;
        }
        String where = resource.getResourceClass().getName() + "."
                + resource.getResourceMethod().getName();
        if (application == null) {
            LOG.log(Level.WARNING, "@FallbackGroup on {0} has no effect: it is not in a servlet container", where);
            return;
        }
        Binding binding = binding(annotation.get(), where);
        Bindings.of(application).add(binding, path(resource), where);
        context.register(new CandidateMark(binding), CandidateMark.PRIORITY);
        context.register(new ArmedMark(), ArmedMark.PRIORITY);
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
