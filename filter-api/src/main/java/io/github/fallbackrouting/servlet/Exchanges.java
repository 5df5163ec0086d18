package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.ClientControl;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ConfigurationException;
import io.github.fallbackrouting.config.ConfigurationReader;
import io.github.fallbackrouting.config.Loaded;
import io.github.fallbackrouting.config.RetryRules;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.report.BodyLabel;
import io.github.fallbackrouting.routing.BodyCheck;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.routing.UpstreamFactory;
import io.github.fallbackrouting.routing.World;
import io.github.fallbackrouting.stream.StreamStart;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that one filter needs from its start to its end: it opens the exchanges. Thread-safe. */
public final class Exchanges implements AutoCloseable {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final Engine engine;
    private final Coverage coverage;
    private final List<Runnable> endings;
    private final AtomicBoolean asyncChecked = new AtomicBoolean();

    private Exchanges(Engine engine, Coverage coverage, List<Runnable> endings) {
        this.engine = engine;
        this.coverage = coverage;
        this.endings = endings;
    }

    /**
     * Reads the init-params and the configuration, and gets ready to call deployments.
     *
     * @throws ServletException if anything in them is wrong, or nothing is there to call deployments with
     */
    public static Exchanges start(FilterConfig filter) throws ServletException {
        ServletContext application = filter.getServletContext();
        try {
            InitParams params = InitParams.of(filter);
            Configuration configuration = read(params, application);
            Bindings bindings = Bindings.of(application);
            Optional<Binding> mapped = params.binding();
            if (mapped.isPresent()) {
                Bindings.check(
                        mapped.get(),
                        mapped.get().operation(),
                        "The filter '" + filter.getFilterName() + "'",
                        configuration);
            } else {
                bindings.serveBy(configuration);
            }
            return begin(filter, configuration, new Coverage(mapped, bindings));
        } catch (ConfigurationException | IOException e) {
            throw new ServletException("Fallback Routing can't start: " + e.getMessage(), e);
        }
    }

    /** No container stops a filter that did not start: what has begun by then ends here. */
    private static Exchanges begin(FilterConfig filter, Configuration configuration, Coverage coverage)
            throws ServletException {
        List<Runnable> endings = new ArrayList<>();
        try {
            return new Exchanges(engine(filter, configuration, endings), coverage, endings);
        } catch (ServletException | RuntimeException | Error e) {
            endings.forEach(Runnable::run);
            throw e;
        }
    }

    /** @param endings gets what ends each part that has begun */
    private static Engine engine(FilterConfig filter, Configuration configuration, List<Runnable> endings)
            throws ServletException {
        ServletContext application = filter.getServletContext();
        Upstream upstream = upstream();
        endings.add(upstream::close);
        Crew crew = new Crew(application.getClassLoader());
        endings.add(crew::close);
        Clock clock = new Clock(application.getClassLoader());
        endings.add(clock::close);
        World world = World.real(clock);
        Supplier<BodyCheck> streamCheck =
                () -> new StreamStart(configuration.streams().malformed());
        Reporting reporting =
                new Reporting(filter, configuration, world.wallClock().instant());
        endings.add(reporting::close);
        Router router = new Router(configuration, upstream, world, streamCheck, reporting.listeners());
        Engine engine = new Engine(
                configuration,
                HostLimits.of(configuration),
                router,
                new AnswerHeaders(configuration),
                new BodyLabel(configuration),
                reporting.listeners(),
                world,
                Exchanges::newCallId,
                crew,
                new Pools(),
                streamCheck,
                seesDispatches(filter),
                temporary(application));
        reporting.show(router);
        return engine;
    }

    private static boolean seesDispatches(FilterConfig filter) {
        ServletContext application = filter.getServletContext();
        FilterRegistration registration = application.getFilterRegistration(filter.getFilterName());
        boolean sees = AsyncDispatches.addTo(registration, application);
        if (!sees) {
            LOG.log(
                    Level.INFO,
                    "The filter ''{0}'' can't map itself for asynchronous dispatches: a host that goes on in one is left alone",
                    filter.getFilterName());
        }
        return sees;
    }

    private static Configuration read(InitParams params, ServletContext application) throws IOException {
        ConfigurationReader reader = new ConfigurationReader(name -> variable(name, application));
        try (InputStream yaml = params.openConfig(application)) {
            Loaded loaded = reader.read(params.config(), yaml);
            loaded.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
            Configuration configuration = loaded.configuration();
            LOG.log(
                    Level.INFO,
                    "Fallback Routing: {0} deployments in the groups {1}, from {2}",
                    configuration.groups().deployments().size(),
                    configuration.groups().names(),
                    params.config());
            RetryRules retries = configuration.retries();
            LOG.log(
                    Level.INFO,
                    "Fallback Routing: num_retries {0}, {1}, max_attempts {2}, deadline {3} s, cooldown_time {4} s,"
                            + " pass_over_host {5}, client_controls {6}",
                    retries.numRetries(),
                    configuration.selection().strategy().key(),
                    retries.maxAttempts(),
                    configuration.timeouts().deadline().toSeconds(),
                    configuration.cooldowns().time().toMillis() / 1000.0,
                    configuration.cooldowns().passOver().key(),
                    configuration.clientControls().stream()
                            .map(ClientControl::key)
                            .toList());
            return configuration;
        }
    }

    /** An environment variable, or the web application's context-param of that name where there is none. */
    private static @Nullable String variable(String name, ServletContext application) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? application.getInitParameter(name) : value;
    }

    private static Upstream upstream() throws ServletException {
        String remedy =
                "Fallback Routing can't call deployments: put filter-jersey next to filter-api in WEB-INF/lib, and"
                        + " jersey-client with its dependencies too if the server has no Jersey of its own";
        try {
            return ServiceLoader.load(UpstreamFactory.class, UpstreamFactory.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(() -> new ServletException(remedy + " (no UpstreamFactory is there)"))
                    .create();
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            throw new ServletException(remedy + " (" + e + ")", e);
        }
    }

    private static Path temporary(ServletContext application) {
        return application.getAttribute(ServletContext.TEMPDIR) instanceof File directory
                ? directory.toPath()
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** A random UUID (RFC 9562, version 4) that need not be unguessable, and so waits for no shared source of entropy. */
    private static String newCallId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** The exchange of a request, which goes on in an asynchronous dispatch or is opened; null if it is none of ours. */
    public @Nullable Exchange open(HttpServletRequest request, HttpServletResponse response) {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            return request.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange exchange && exchange.isDispatched()
                    ? exchange
                    : null;
        }
        if (!asyncChecked.get()) {
            checkAsync(request);
        }
        if (!coverage.canBeOurs(request)) {
            return null;
        }
        Exchange exchange = new Exchange(engine, request, response, coverage);
        request.setAttribute(Exchange.ATTRIBUTE, exchange);
        Optional<Binding> mapped = coverage.mapped();
        if (mapped.isPresent()) {
            exchange.candidate(mapped.get());
            exchange.hold();
        }
        return exchange;
    }

    private void checkAsync(HttpServletRequest request) {
        if (asyncChecked.compareAndSet(false, true) && !request.isAsyncSupported()) {
            LOG.log(
                    Level.WARNING,
                    "Asynchronous requests can't pass this filter: add <async-supported>true</async-supported> to it in"
                            + " web.xml, and to every filter before it");
        }
    }

    @Override
    public void close() {
        endings.forEach(Runnable::run);
    }
}
