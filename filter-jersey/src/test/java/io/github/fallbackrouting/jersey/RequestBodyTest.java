package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** What a subscriber sees that asks in its own way. */
class RequestBodyTest {

    private final List<String> told = new ArrayList<>();
    private final RequestBody.Listener listener = new RequestBody.Listener() {
        @Override
        public void connected() {
            told.add("connected");
        }

        @Override
        public void unreadable(IOException failure) {
            told.add(failure.getMessage());
        }
    };

    /** Asks for so many buffers at once, and again for as many with each that comes. */
    private static final class Subscriber implements Flow.Subscriber<ByteBuffer> {

        private final long demand;
        private final List<String> signals = new ArrayList<>();
        private final List<Flow.Subscription> subscriptions = new ArrayList<>();

        Subscriber(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriptions.add(subscription);
            if (demand > 0) {
                subscription.request(demand);
            }
        }

        @Override
        public void onNext(ByteBuffer item) {
            signals.add(String.valueOf(item.remaining()));
            subscriptions.get(0).request(demand);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(String.valueOf(failure.getMessage()));
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    private RequestBody body(int length) {
        return new RequestBody(Requests.bytes(new byte[length]), listener);
    }

    @Test
    void whoAsksForEverythingGetsEachByteOnce() {
        Subscriber subscriber = new Subscriber(Long.MAX_VALUE);
        body(40_000).subscribe(subscriber);

        assertEquals(List.of("16384", "16384", "7232", "complete"), subscriber.signals);
    }

    @Test
    void whoAsksForOneBufferAtATimeGetsThemInOrder() {
        Subscriber subscriber = new Subscriber(1);
        body(32_768).subscribe(subscriber);

        assertEquals(List.of("16384", "16384", "complete"), subscriber.signals);
        assertEquals(List.of("connected"), told);
    }

    @Test
    void aSecondSubscriptionIsRefused() {
        RequestBody body = body(10);
        body.subscribe(new Subscriber(1));
        told.clear();
        Subscriber second = new Subscriber(0);
        body.subscribe(second);

        assertEquals(List.of("the request was about to be sent a second time"), second.signals);
    }

    @Test
    void afterClosingNothingIsReadAndNobodyIsTold() {
        RequestBody body = body(10);
        Subscriber subscriber = new Subscriber(0);
        body.subscribe(subscriber);
        told.clear();
        body.close();
        subscriber.subscriptions.get(0).request(1);

        assertEquals(List.of(), subscriber.signals);
        assertEquals(List.of(), told);
    }

    @Test
    void askingForNothingIsAnError() {
        Subscriber subscriber = new Subscriber(0);
        body(10).subscribe(subscriber);
        subscriber.subscriptions.get(0).request(0);

        assertEquals(List.of("asked for 0 buffers"), subscriber.signals);
    }
}
