package io.github.fallbackrouting.servlet;

import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The container's thread while it is in the host. Thread-safe. */
final class HostThread {

    private final Executor crew;
    private @Nullable Thread thread;
    private @Nullable WriteListener waiting;
    private boolean interrupted;

    /** @param crew runs what the host wants to be told */
    HostThread(Executor crew) {
        this.crew = crew;
    }

    /** This thread goes into the host. */
    synchronized void enters() {
        thread = Thread.currentThread();
    }

    /** It has come back. */
    void leaves() {
        WriteListener writes;
        synchronized (this) {
            thread = null;
            if (interrupted) {
                // It was meant for the host, and the thread is the container's.
                interrupted = false;
                Thread.interrupted();
            }
            writes = waiting;
            waiting = null;
        }
        if (writes != null) {
            tell(writes);
        }
    }

    /** Whether it is in the host. */
    synchronized boolean isInside() {
        return thread != null;
    }

    /** Wakes it, if it is still in the host: what it waits for is not wanted any more. */
    synchronized void interrupt() {
        if (thread != null) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /**
     * A host that wants to write without waiting always can while we take what it writes: it is told once, and as by any
     * container not before this thread has come back.
     */
    void writable(WriteListener listener) {
        synchronized (this) {
            if (thread != null) {
                waiting = listener;
                return;
            }
        }
        tell(listener);
    }

    private void tell(WriteListener listener) {
        crew.execute(() -> {
            try {
                listener.onWritePossible();
            } catch (IOException | RuntimeException e) {
                listener.onError(e);
            }
        });
    }
}
