package io.github.fallbackrouting.report.micrometer;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.FallbackListener;
import io.micrometer.core.instrument.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MicrometerTest {

    private final Logger logger = Logger.getLogger("io.github.fallbackrouting");
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** An application whose Micrometer has only those classes; ours are loaded anew in it. */
    private static final class Application extends ClassLoader {

        private final Predicate<String> has;

        Application(Predicate<String> has) {
            super(Micrometer.class.getClassLoader());
            this.has = has;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                boolean isMicrometers = name.startsWith("io.micrometer.");
                if (isMicrometers && !has.test(name)) {
                    throw new ClassNotFoundException(name);
                }
                if (!isMicrometers && !name.startsWith("io.github.fallbackrouting.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        /** What this application gets. */
        Object listener() throws ReflectiveOperationException {
            Class<?> configuration = loadClass(Configuration.class.getName());
            Class<?> groups = loadClass("io.github.fallbackrouting.config.ModelGroups");
            Class<?> fallbacks = loadClass("io.github.fallbackrouting.config.Fallbacks");
            Object none = groups.getConstructor(List.class, Map.class).newInstance(List.of(), Map.of());
            Object empty = configuration
                    .getMethod("of", groups, fallbacks)
                    .invoke(null, none, fallbacks.getField("NONE").get(null));
            Supplier<List<Object>> states = List::of;
            return loadClass(Micrometer.class.getName())
                    .getMethod("listener", configuration, Supplier.class)
                    .invoke(null, empty, states);
        }
    }

    @BeforeEach
    void listenToTheLog() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leaveTheLog() {
        logger.removeHandler(handler);
    }

    @Test
    void metersInTheGlobalRegistryAndLeavesNothingThere() throws Exception {
        FallbackListener listener =
                Micrometer.listener(config("a1").build(), List::of).orElseThrow();

        assertEquals(
                1,
                Metrics.globalRegistry.find("litellm_deployment_state").gauges().size());
        ((AutoCloseable) listener).close();
        assertEquals(List.of(), Metrics.globalRegistry.getMeters());
    }

    @Test
    void isNothingAndSaysNothingWhereThereIsNoMicrometer() throws Exception {
        assertEquals(Optional.empty(), new Application(name -> false).listener());
        assertEquals(List.of(), logged);
    }

    @Test
    void isNothingAndSaysSoOnceWhereMicrometerDoesNotFit() throws Exception {
        assertEquals(Optional.empty(), new Application(name -> !name.endsWith(".Counter")).listener());
        assertEquals(
                List.of(Level.WARNING), logged.stream().map(LogRecord::getLevel).toList());
        assertTrue(logged.get(0).getMessage().startsWith("Fallback Routing goes without Micrometer"));
    }

    @Test
    void metersWhereMicrometerIsThere() throws Exception {
        Object listener = ((Optional<?>) new Application(name -> true).listener()).orElseThrow();

        assertEquals(MicrometerListener.class.getName(), listener.getClass().getName());
        assertEquals(List.of(), logged);
    }
}
