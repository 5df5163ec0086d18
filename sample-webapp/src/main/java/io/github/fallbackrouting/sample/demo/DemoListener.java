package io.github.fallbackrouting.sample.demo;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives the web application two built-in deployments for the time of its life, unless the environment has a real key.
 *
 * <p>Without {@code OPENAI_API_KEY} in the environment it starts {@code openai} and {@code openrouter}, puts their base
 * URLs and keys into the context-params that stand in for the providers' environment variables, and opens
 * {@code /demo/deployments}. With it, it does nothing.
 *
 * <p>The context-param {@code demo.pause} is how many milliseconds a stream pauses between two words: a whole number of
 * at most five digits, 0 for no pause, 80 if there is none.
 */
public final class DemoListener implements ServletContextListener {

    private static final System.Logger LOG = System.getLogger(DemoListener.class.getName());

    private static final String PAUSE = "demo.pause";

    /** Twelve words a second: slow enough to see each come, and the whole answer is there within a second. */
    private static final String DEFAULT_PAUSE = "80";

    private final Map<String, String> environment;
    private final List<FakeDeployment> deployments = new ArrayList<>();

    /** For the container. */
    public DemoListener() {
        this(System.getenv());
    }

    DemoListener(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @throws UncheckedIOException if there is no free port
     * @throws IllegalArgumentException if {@code demo.pause} is no such number
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (!environment.getOrDefault("OPENAI_API_KEY", "").isBlank()) {
            return;
        }
        ServletContext context = event.getServletContext();
        Pace pace = pace(context);
        try {
            start("openai", "OPENAI", pace, context);
            start("openrouter", "OPENROUTER", pace, context);
        } catch (IOException e) {
            throw new UncheckedIOException("The built-in deployments can't start: " + e.getMessage(), e);
        }
        context.addServlet("demo", new DemoServlet(List.copyOf(deployments))).addMapping(DemoServlet.PATTERN);
    }

    private static Pace pace(ServletContext context) {
        String pause = Objects.requireNonNullElse(context.getInitParameter(PAUSE), DEFAULT_PAUSE);
        if (!pause.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("The context-param " + PAUSE + " is '" + pause
                    + "', but has to be a number of milliseconds, at most five digits.");
        }
        return Pace.of(Duration.ofMillis(Integer.parseInt(pause)));
    }

    private void start(String name, String prefix, Pace pace, ServletContext context) throws IOException {
        // A key in the environment wins over the context-param, so the deployment has to take that one.
        String key = environment.getOrDefault(prefix + "_API_KEY", "");
        FakeDeployment deployment = new FakeDeployment(new FakeModel(name, key.isBlank() ? "demo-" + name : key, pace));
        deployments.add(deployment);
        context.setInitParameter(prefix + "_API_BASE", deployment.base());
        context.setInitParameter(prefix + "_API_KEY", "demo-" + name);
        if (environment.containsKey(prefix + "_API_BASE")) {
            LOG.log(
                    WARNING,
                    prefix + "_API_BASE is set in the environment and wins over the built-in deployment '" + name
                            + "': unset it, or set OPENAI_API_KEY to leave the built-in deployments out.");
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        for (FakeDeployment deployment : deployments) {
            try {
                deployment.close();
            } catch (IOException e) {
                LOG.log(WARNING, "The built-in deployment '" + deployment.name() + "' did not close", e);
            }
        }
        deployments.clear();
    }
}
