package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.RestListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Several listeners as one that throws nothing. Thread-safe. */
public final class Listeners implements FallbackListener, RestListener, AutoCloseable {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final FallbackListener[] all;
    private final Set<Class<?>> complainedOf = ConcurrentHashMap.newKeySet();

    /** @param all in the order in which they hear of an event; those that can be closed are closed with this */
    public Listeners(List<? extends FallbackListener> all) {
        this.all = all.toArray(FallbackListener[]::new);
    }

    @Override
    public void started(CallStarted event) {
        tell(listener -> listener.started(event));
    }

    @Override
    public void attempted(AttemptEnded event) {
        tell(listener -> listener.attempted(event));
    }

    @Override
    public void fellBack(FellBack event) {
        tell(listener -> listener.fellBack(event));
    }

    @Override
    public void cooledDown(CooledDown event) {
        tell(listener -> listener.cooledDown(event));
    }

    @Override
    public void rests(Deployment deployment, FailureKind why, Duration time) {
        cooledDown(new CooledDown(deployment, why, time));
    }

    @Override
    public void finished(CallFinished event) {
        tell(listener -> listener.finished(event));
    }

    private void tell(Consumer<FallbackListener> event) {
        for (FallbackListener listener : all) {
            try {
                event.accept(listener);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                complain(listener, e);
            }
        }
    }

    /** Once for each, so that a listener that always fails does not fill the log. */
    private void complain(FallbackListener listener, Throwable thrown) {
        Level level = complainedOf.add(listener.getClass()) ? Level.WARNING : Level.DEBUG;
        LOG.log(level, "The FallbackListener " + listener.getClass().getName() + " failed", thrown);
    }

    @Override
    public void close() {
        for (FallbackListener listener : all) {
            if (listener instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    complain(listener, e);
                }
            }
        }
    }
}
