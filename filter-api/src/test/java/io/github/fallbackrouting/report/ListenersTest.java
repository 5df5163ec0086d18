package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.report.CallFinished.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final ThreadFactory THREADS = task -> {
        Thread thread = new Thread(task, "listener");
        thread.setDaemon(true);
        return thread;
    };

    /** Writes down what it hears. */
    private static class Journal implements FallbackListener {
        final List<String> heard = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void started(CallStarted event) {
            heard.add("started " + event.call().id());
        }

        @Override
        public void finished(CallFinished event) {
            heard.add("finished " + event.call().id() + " " + event.end().label());
        }
    }

    private static void call(FallbackListener listener, String id) {
        CallReport report = CallReport.begin(listener, id, Instant.EPOCH, "/chat/completions", Map.of());
        report.finish(Optional.empty(), End.UNTOUCHED, 200, Duration.ZERO);
        report.finish(Optional.empty(), End.FAILED, 500, Duration.ZERO);
    }

    @Test
    void tellsEverybodyInTheirOrderAndOfAnEndOnce() {
        Journal one = new Journal();
        Journal other = new Journal();
        call(new Listeners(List.of(one, other)), "c1");

        assertEquals(List.of("started c1", "finished c1 untouched"), one.heard);
        assertEquals(one.heard, other.heard);
    }

    @Test
    void goesOnAfterOneThatThrows() {
        Journal behind = new Journal();
        FallbackListener broken = new FallbackListener() {
            @Override
            public void started(CallStarted event) {
                throw new IllegalStateException("it is broken");
            }

            @Override
            public void finished(CallFinished event) {
                throw new NoClassDefFoundError("it has lost a class");
            }
        };
        call(new Listeners(List.of(broken, behind)), "c1");

        assertEquals(2, behind.heard.size());
    }

    @Test
    void callsAListenerOfTheHostsOnAnotherThreadAndInOrder() throws InterruptedException {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(100);
        Journal hosts = new Journal() {
            @Override
            public void finished(CallFinished event) {
                super.finished(event);
                threads.add(Thread.currentThread());
                done.countDown();
                throw new IllegalStateException("it can't hurt anybody");
            }
        };
        List<String> expected = new ArrayList<>();
        try (Courier courier = new Courier(hosts, THREADS)) {
            for (int i = 0; i < 100; i++) {
                call(courier, "c" + i);
                expected.add("started c" + i);
                expected.add("finished c" + i + " untouched");
            }
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }

        assertEquals(expected, hosts.heard);
        assertNotEquals(Thread.currentThread(), threads.get(0));
    }

    @Test
    void waitsForNoListenerThatHangs() throws InterruptedException {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        Journal slow = new Journal() {
            @Override
            public void started(CallStarted event) {
                hung.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.started(event);
                if (event.call().id().equals("last")) {
                    last.countDown();
                }
            }
        };
        try (Courier courier = new Courier(slow, THREADS)) {
            call(courier, "first");
            assertTrue(hung.await(10, TimeUnit.SECONDS));
            for (int i = 0; i < Courier.MOST_WAITING; i++) {
                call(courier, "c" + i);
            }
            goesOn.countDown();
            while (courier.waiting() > 0) {
                Thread.onSpinWait();
            }
            call(courier, "last");
            assertTrue(last.await(10, TimeUnit.SECONDS));
        }

        assertEquals(1 + Courier.MOST_WAITING + 2, slow.heard.size(), "what did not fit is dropped, and nothing else");
    }
}
