package io.github.fallbackrouting.report;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A library that an application may bring or not, and that is no reason to fail. Immutable.
 *
 * @param title as people call it
 * @param sign the full name of a class by which it is known to be there
 */
public record OptionalLibrary(String title, String sign) {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /**
     * Makes what needs the library.
     *
     * @param part is not asked where the library is absent; only what it calls may refer to the library's classes
     * @return empty if the library is absent, or of another version than the part needs, which is one warning
     */
    public <T> Optional<T> make(Supplier<T> part) {
        if (!isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(part.get());
        } catch (LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "Fallback Routing goes without " + title
                            + ": what is there of it is of a version that does not fit",
                    e);
            return Optional.empty();
        }
    }

    private boolean isPresent() {
        try {
            Class.forName(sign, false, OptionalLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(Level.DEBUG, "{0} is not there ({1})", title, e);
            return false;
        }
    }
}
