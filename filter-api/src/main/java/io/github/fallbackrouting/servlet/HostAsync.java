package io.github.fallbackrouting.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous context as the host sees it: like the container's, but that its completion is ours to defer, and its
 * timeout ours to keep. Thread-safe.
 *
 * <p>Containers keep time coarsely and make different things of a timeout that nobody handles, so the container's own is
 * switched off.
 */
final class HostAsync implements AsyncContext {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /** What the host does with it. */
    interface Listener {
        /** The host's answer is complete. */
        void completed();

        /** The host goes on in another dispatch. */
        void dispatched();

        /** Nobody has completed it in the time that the host gave. */
        void timedOut();

        /** The connection is broken, and the container is about to end the request by itself; see {@link HandFirst}. */
        void broke();

        /** The container has ended the request by itself. */
        void ended();
    }

    private enum State {
        STARTED,
        COMPLETED,
        DISPATCHED,
        /** The request has ended without the host: whatever it still does has no effect. */
        ENDED
    }

    private record Registered(
            AsyncListener listener,
            @Nullable ServletRequest request,
            @Nullable ServletResponse response) {}

    private final AsyncContext real;
    private final ServletRequest request;
    private final ServletResponse response;
    private final Supplied supplied;
    private final Watch watch;
    private final Listener exchange;
    private final List<Registered> listeners = new CopyOnWriteArrayList<>();
    private State state = State.STARTED;
    private boolean hasReturned;
    private boolean realEnded;
    private long timeout;
    private volatile @Nullable Thread dispatching;

    /** Whether the host named what it goes on with. */
    enum Supplied {
        NOTHING,
        BOTH
    }

    /**
     * @param real the container's
     * @param request what the host goes on with
     * @param response what the host goes on with
     * @param watch keeps the host's time
     */
    HostAsync(
            AsyncContext real,
            ServletRequest request,
            ServletResponse response,
            Supplied supplied,
            Watch watch,
            Listener exchange) {
        this.real = real;
        this.request = request;
        this.response = response;
        this.supplied = supplied;
        this.watch = watch;
        this.exchange = exchange;
        this.timeout = real.getTimeout();
        real.setTimeout(0);
        Relay relay = new Relay();
        relay.context = this;
        // GlassFish sets the status of every HTTP response that stands beside a listener to 200 before it tells the
        // listener.
        real.addListener(relay, request, new ServletResponseWrapper(response));
    }

    /** Whether the host still goes on with it. */
    synchronized boolean isStarted() {
        return state == State.STARTED;
    }

    /** Whether it goes on in another dispatch. */
    synchronized boolean isDispatched() {
        return state == State.DISPATCHED;
    }

    /** The container's thread has come back: from here on the host's time counts. */
    void returned() {
        synchronized (this) {
            hasReturned = true;
        }
        keepTime();
    }

    private synchronized void keepTime() {
        if (hasReturned && state == State.STARTED && timeout > 0) {
            watch.begin(Duration.ofMillis(timeout), () -> {
                expire();
                return Optional.empty();
            });
        } else {
            watch.end();
        }
    }

    private void expire() {
        if (isStarted()) {
            tell((listener, event) -> listener.onTimeout(event), null);
        }
        if (isStarted()) {
            exchange.timedOut();
        }
    }

    /** Ends the request for good; without effect if the container has ended it. */
    void completeReally() {
        synchronized (this) {
            if (state == State.STARTED) {
                state = State.ENDED;
            }
            if (realEnded) {
                return;
            }
        }
        watch.end();
        try {
            real.complete();
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "The container has ended the request already", e);
        }
    }

    /** Hands the request back to the container's thread, where whatever takes it throws; see {@link CapturedRequest}. */
    void dispatchReally() {
        watch.end();
        dispatchBy(real::dispatch);
    }

    private void dispatchBy(Runnable dispatch) {
        dispatching = Thread.currentThread();
        try {
            dispatch.run();
        } finally {
            dispatching = null;
        }
    }

    /** Whether this thread is about to have the container dispatch. */
    boolean isDispatchingHere() {
        return Thread.currentThread().equals(dispatching);
    }

    // ---- what the host calls ------------------------------------------------------------------------------------

    @Override
    public void complete() {
        if (leaves(State.COMPLETED)) {
            exchange.completed();
        }
    }

    @Override
    public void dispatch() {
        if (leaves(State.DISPATCHED)) {
            exchange.dispatched();
            dispatchBy(real::dispatch);
        }
    }

    @Override
    public void dispatch(String path) {
        if (leaves(State.DISPATCHED)) {
            exchange.dispatched();
            dispatchBy(() -> real.dispatch(path));
        }
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        if (leaves(State.DISPATCHED)) {
            exchange.dispatched();
            dispatchBy(() -> real.dispatch(context, path));
        }
    }

    /** The host is done with it; false if it has ended without the host. */
    private boolean leaves(State next) {
        synchronized (this) {
            if (state == State.ENDED) {
                return false;
            }
            if (state != State.STARTED) {
                throw new IllegalStateException("complete() or dispatch() has been called already");
            }
            state = next;
        }
        watch.end();
        return true;
    }

    @Override
    public void start(Runnable task) {
        real.start(task);
    }

    @Override
    public ServletRequest getRequest() {
        return request;
    }

    @Override
    public ServletResponse getResponse() {
        return response;
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return supplied == Supplied.NOTHING;
    }

    @Override
    public void addListener(AsyncListener listener) {
        listeners.add(new Registered(listener, null, null));
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        listeners.add(new Registered(listener, request, response));
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return real.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        synchronized (this) {
            timeout = millis;
        }
        keepTime();
    }

    @Override
    public synchronized long getTimeout() {
        return timeout;
    }

    // ---- what the host's listeners hear -------------------------------------------------------------------------

    private interface Telling {
        void tell(AsyncListener listener, AsyncEvent event) throws IOException;
    }

    /** A listener that throws hurts nobody else. */
    private void tell(Telling telling, @Nullable Throwable cause) {
        for (Registered each : listeners) {
            try {
                telling.tell(each.listener(), new AsyncEvent(this, each.request(), each.response(), cause));
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "A listener of the application's threw", e);
            }
        }
    }

    private void completed() {
        synchronized (this) {
            realEnded = true;
            state = state == State.STARTED ? State.ENDED : state;
        }
        tell((listener, said) -> listener.onComplete(said), null);
        exchange.ended();
    }

    private void restarted() {
        tell((listener, said) -> listener.onStartAsync(said), null);
        // Servlet 6.0, section 2.3.3.3: a new cycle forgets the listeners of the one before.
        listeners.clear();
    }

    /**
     * Passes on what the container says, as said of this context.
     *
     * <p>WildFly makes a component of every class of listeners in a deployment, and warns of one without a constructor that
     * takes nothing: hence the field.
     */
    private static final class Relay implements AsyncListener {

        @SuppressWarnings("NullAway.Init") // set before it is registered
        private HostAsync context;

        @Override
        public void onComplete(AsyncEvent event) {
            context.completed();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The container's clock is switched off.
        }

        @Override
        public void onError(AsyncEvent event) {
            context.tell((listener, said) -> listener.onError(said), event.getThrowable());
            context.exchange.broke();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            context.restarted();
        }
    }
}
