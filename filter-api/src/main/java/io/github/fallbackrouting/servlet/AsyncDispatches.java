package io.github.fallbackrouting.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Collection;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous dispatches in which a host may go on: a filter's mapping in web.xml is for first requests only, unless it
 * says otherwise.
 */
public final class AsyncDispatches {

    private static final String MAPPED = AsyncDispatches.class.getName() + ".mapped.";

    private AsyncDispatches() {}

    /**
     * Maps a filter for asynchronous dispatches as well, wherever it is mapped, unless that has been done.
     *
     * @return false if it is too late for that
     */
    public static boolean addTo(FilterRegistration registration, ServletContext application) {
        String mapped = MAPPED + registration.getName();
        if (application.getAttribute(mapped) != null) {
            return true;
        }
        try {
            EnumSet<DispatcherType> async = EnumSet.of(DispatcherType.ASYNC);
            String[] patterns = names(registration.getUrlPatternMappings());
            if (patterns.length > 0) {
                registration.addMappingForUrlPatterns(async, true, patterns);
            }
            String[] servlets = names(registration.getServletNameMappings());
            if (servlets.length > 0) {
                registration.addMappingForServletNames(async, true, servlets);
            }
            application.setAttribute(mapped, true);
            return true;
        } catch (IllegalStateException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Open Liberty has null for none. */
    private static String[] names(@Nullable Collection<String> mapped) {
        return mapped == null ? new String[0] : mapped.toArray(new String[0]);
    }
}
