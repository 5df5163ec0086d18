package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostListenersTest {

    private static CountDownLatch heard = new CountDownLatch(0);

    /** Found by its name. */
    public static final class Named implements FallbackListener {
        @Override
        public void started(CallStarted event) {
            heard.countDown();
        }
    }

    private static final class NoContainer extends IllegalStateException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    @AfterEach
    void withoutContainer() {
        heard = new CountDownLatch(1);
        CDI.setCDIProvider(() -> {
            throw new NoContainer();
        });
    }

    private static List<FallbackListener> found(Path directory, String services) throws IOException {
        Path file = directory.resolve("META-INF/services").resolve(FallbackListener.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, services);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, HostListenersTest.class.getClassLoader())) {
            return HostListeners.all(loader, task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            });
        }
    }

    @Test
    void findsServicesAndLeavesOutThoseThatCantBeMade(@TempDir Path directory) throws Exception {
        List<FallbackListener> all = found(directory, "no.such.Listener\n" + Named.class.getName() + "\n");

        assertEquals(1, all.size());
        CallReport.begin(all.get(0), "c1", Instant.EPOCH, "", Map.of());
        assertTrue(heard.await(10, TimeUnit.SECONDS), "behind a queue of its own");
    }

    @Test
    @SuppressWarnings("unchecked") // mocks have no type arguments
    void findsBeansWhereThereIsAContainer(@TempDir Path directory) throws Exception {
        CDI<Object> container = mock(CDI.class);
        Instance<FallbackListener> beans = mock(Instance.class);
        when(container.select(any(Class.class))).thenReturn(beans);
        when(beans.stream()).thenReturn(Stream.of(new Named()));
        CDI.setCDIProvider(() -> container);

        assertEquals(1, found(directory, "").size());
    }

    @Test
    @SuppressWarnings("unchecked") // mocks have no type arguments
    void startsWithoutTheBeansIfOneCantBeMade(@TempDir Path directory) throws Exception {
        CDI<Object> container = mock(CDI.class);
        when(container.select(any(Class.class))).thenThrow(new IllegalArgumentException("it is ambiguous"));
        CDI.setCDIProvider(() -> container);

        assertEquals(1, found(directory, Named.class.getName()).size());
    }
}
