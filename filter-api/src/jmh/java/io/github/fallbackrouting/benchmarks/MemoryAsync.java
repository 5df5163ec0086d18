package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.util.concurrent.Semaphore;

/** An asynchronous request in memory, whose end can be waited for. */
final class MemoryAsync implements AsyncContext {

    private final Semaphore completed = new Semaphore(0);
    private volatile boolean started;
    private ServletRequest request;
    private ServletResponse response;

    void again() {
        started = false;
        completed.drainPermits();
    }

    boolean isStarted() {
        return started;
    }

    void start(ServletRequest with, ServletResponse to) {
        request = with;
        response = to;
        started = true;
    }

    /** Waits until it is completed, if it was started. */
    void await() {
        if (started) {
            completed.acquireUninterruptibly();
        }
    }

    @Override
    public void complete() {
        completed.release();
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
        return false;
    }

    @Override
    public void setTimeout(long timeout) {
        // There is none.
    }

    @Override
    public long getTimeout() {
        return 0;
    }

    @Override
    public void addListener(AsyncListener listener) {
        // Nothing goes wrong here.
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest with, ServletResponse to) {
        // Nothing goes wrong here.
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) {
        throw new UnsupportedOperationException("createListener");
    }

    @Override
    public void dispatch() {
        throw new UnsupportedOperationException("dispatch");
    }

    @Override
    public void dispatch(String path) {
        throw new UnsupportedOperationException("dispatch");
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        throw new UnsupportedOperationException("dispatch");
    }

    @Override
    public void start(Runnable task) {
        throw new UnsupportedOperationException("start");
    }
}
