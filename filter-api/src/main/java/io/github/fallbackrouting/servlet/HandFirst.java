package io.github.fallbackrouting.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Keeps a container from taking the response back while the hand is still at it.
 *
 * <p>A write that fails on a thread of ours has Tomcat end the request on a thread of its own, at once, and give the response
 * to another request; what the failing write then does on its way out, it does to that one: an answer was cut off that had
 * nothing to do with it. Before it ends the request Tomcat tells the listeners, and waits for them.
 */
final class HandFirst implements AsyncListener {

    @SuppressWarnings("NullAway.Init") // WildFly warns of a listener class without a constructor that takes nothing
    private Hand hand;

    static HandFirst of(Hand hand) {
        HandFirst listener = new HandFirst();
        listener.hand = hand;
        return listener;
    }

    @Override
    public void onError(AsyncEvent event) {
        hand.awaitRest();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // We have completed it, or have been waited for.
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The container's clock is switched off.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it anew.
    }
}
