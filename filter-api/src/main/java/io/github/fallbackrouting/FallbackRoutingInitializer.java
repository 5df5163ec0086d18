package io.github.fallbackrouting;

import io.github.fallbackrouting.servlet.AsyncDispatches;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the filter see the asynchronous dispatches of whatever it is mapped for. Found by the container through {@code
 * META-INF/services}; where the container looks for none, the filter does it itself, which GlassFish allows nobody so late.
 */
public final class FallbackRoutingInitializer implements ServletContainerInitializer {

    /** For the container. */
    public FallbackRoutingInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) {
        for (FilterRegistration registration :
                application.getFilterRegistrations().values()) {
            if (FallbackRoutingFilter.class.getName().equals(registration.getClassName())) {
                AsyncDispatches.addTo(registration, application);
            }
        }
    }
}
