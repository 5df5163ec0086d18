package io.github.fallbackrouting.report;

/**
 * Hears what becomes of the requests to covered endpoints. All methods do nothing unless overridden.
 *
 * <p><b>How it is found.</b> As a CDI bean, {@code @ApplicationScoped} or {@code @Dependent}, or by {@link
 * java.util.ServiceLoader} in the web application's class loader; once for each {@code FallbackRoutingFilter}, when that
 * starts.
 *
 * <p><b>It can't hurt a call.</b> It is called on a thread of its own, one event after the other, in the order in which they
 * happened; no request waits for it. What it throws is logged and does nothing else. If more than {@value
 * Courier#MOST_WAITING} events wait for it, further ones are dropped, and a log line says so. No request's context (a
 * transaction, a security context, {@code @RequestScoped} beans) is there.
 *
 * <p>All arguments are immutable. They hold no body and no message of a provider; the {@link
 * io.github.fallbackrouting.config.Deployment} in them prints no key.
 */
public interface FallbackListener {

    /** A request has come to a covered endpoint; {@link #finished} follows. */
    default void started(CallStarted event) {}

    /** A deployment was asked, and that has come to an end. */
    default void attempted(AttemptEnded event) {}

    /** Another model group takes over. */
    default void fellBack(FellBack event) {}

    /** A deployment is passed over for a while. */
    default void cooledDown(CooledDown event) {}

    /** A request is over. */
    default void finished(CallFinished event) {}
}
