package io.github.fallbackrouting.report.cdi;

import io.github.fallbackrouting.report.FallbackListener;
import jakarta.enterprise.inject.spi.CDI;
import java.util.List;

/** Finds the listeners that are CDI beans. To be used only where CDI's API is there. Stateless. */
public final class CdiListeners {

    private CdiListeners() {}

    /**
     * All beans of this type.
     *
     * @return none if the application has no CDI container, or it has not started yet
     * @throws RuntimeException if a bean can't be made
     */
    public static List<FallbackListener> all() {
        CDI<Object> container;
        try {
            container = CDI.current();
        } catch (IllegalStateException e) {
            return List.of();
        }
        return container.select(FallbackListener.class).stream().toList();
    }
}
