package io.github.fallbackrouting.jersey;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * Tells the operator, once for each deployment and kind of failure, what only the operator can mend: the trace of a call has
 * no room for it. Thread-safe.
 */
final class Complaints {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final Set<String> made = ConcurrentHashMap.newKeySet();

    /** Tells it if it is of that sort, and has not been told. */
    void about(String deployment, IOException failure) {
        if ((failure instanceof SSLException || failure instanceof PrivateAddressException)
                && made.add(deployment + " " + failure.getClass().getName())) {
            LOG.log(Level.WARNING, "{0}", failure.getMessage());
        }
    }
}
