package io.github.fallbackrouting.servlet;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.FilterStatus;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.TestWorld;
import io.github.fallbackrouting.routing.Upstream;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ReportingTest {

    private static final String BEANS = "io.github.fallbackrouting:type=Deployments,context=\"/shop\",*";

    private final ServletContext application = application();

    private static ServletContext application() {
        Map<String, Object> attributes = new HashMap<>();
        ServletContext application = mock(ServletContext.class);
        when(application.getContextPath()).thenReturn("/shop");
        when(application.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(application)
                .setAttribute(anyString(), any());
        return application;
    }

    private static Reporting started(ServletContext application, String name) {
        FilterConfig filter = mock(FilterConfig.class);
        when(filter.getFilterName()).thenReturn(name);
        when(filter.getServletContext()).thenReturn(application);
        Configuration configuration = config("a1").build();
        Reporting reporting = new Reporting(filter, configuration, Instant.EPOCH);
        reporting.show(new Router(
                configuration,
                new NoUpstream(),
                new TestWorld().world(),
                () -> {
                    throw new AssertionError("there is no stream here");
                },
                reporting.listeners()));
        return reporting;
    }

    private static final class NoUpstream implements Upstream {
        @Override
        public CompletableFuture<Response> send(Request request) {
            throw new AssertionError("nobody is asked here");
        }

        @Override
        public void close() {}
    }

    private static List<String> running(ServletContext application) {
        return Monitors.of(application).look().stream().map(FilterStatus::name).toList();
    }

    private static Set<ObjectName> beans() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return server.queryNames(new ObjectName(BEANS), null);
    }

    @Test
    void showsEachFilterFromItsStartToItsEnd() throws Exception {
        assertEquals(List.of(), running(application));
        Reporting one = started(application, "one");
        Reporting two = started(application, "two");
        assertEquals(List.of("one", "two"), running(application));
        assertEquals(2, beans().size());

        one.close();
        assertEquals(List.of("two"), running(application));
        assertEquals(1, beans().size());

        two.close();
        assertEquals(List.of(), running(application));
        assertEquals(Set.of(), beans());
    }

    @Test
    void startsAgainUnderTheSameName() throws Exception {
        started(application, "one").close();
        Reporting again = started(application, "one");
        assertEquals(1, beans().size());
        again.close();
    }

    @Test
    void doesWithoutWhatThisJvmDoesNotHave() throws Exception {
        Bare bare = new Bare();
        Class<?> start = bare.loadClass(Start.class.getName());
        Object running = ((Callable<?>) start.getDeclaredConstructor().newInstance()).call();

        assertEquals(List.of("one"), running);
        assertEquals(Set.of(), beans());
        assertEquals(List.of(), bare.broken);
    }

    /** Starts a filter's reporting where its class comes from. */
    public static final class Start implements Callable<List<String>> {

        /** For the other class loader. */
        public Start() {}

        @Override
        public List<String> call() {
            ServletContext application = application();
            Reporting one = started(application, "one");
            List<String> running = running(application);
            one.close();
            return running;
        }
    }

    /** Our classes, in a JVM without the modules java.management and jdk.jfr. */
    private static final class Bare extends ClassLoader {
        /** Classes of ours that were tried and can't be linked. */
        private final List<String> broken = new ArrayList<>();

        Bare() {
            super(ReportingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jdk.jfr.")
                    || name.startsWith("javax.management.")
                    || name.startsWith("java.lang.management.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.github.fallbackrouting.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] all = bytes.readAllBytes();
                return defineClass(name, all, 0, all.length);
            } catch (LinkageError e) {
                broken.add(name);
                throw e;
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
