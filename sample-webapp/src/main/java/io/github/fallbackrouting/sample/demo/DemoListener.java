package io.github.fallbackrouting.sample.demo;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives the web application two built-in deployments for the time of its life, unless the environment has a real key.
 *
 * <p>Without {@code OPENAI_API_KEY} in the environment it starts {@code openai} and {@code openrouter}, puts their base
 * URLs and keys into the context-params that stand in for the providers' environment variables, and opens
 * {@code /demo/deployments}. With it, it does nothing.
 */
public final class DemoListener implements ServletContextListener {

    private static final System.Logger LOG = System.getLogger(DemoListener.class.getName());

    private final Map<String, String> environment;
    private final List<FakeDeployment> deployments = new ArrayList<>();

    /** For the container. */
    public DemoListener() {
        this(System.getenv());
    }

    DemoListener(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws UncheckedIOException if there is no free port */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (!environment.getOrDefault("OPENAI_API_KEY", "").isBlank()) {
            return;
        }
        ServletContext context = event.getServletContext();
        try {
            start("openai", "OPENAI", context);
            start("openrouter", "OPENROUTER", context);
        } catch (IOException e) {
            throw new UncheckedIOException("The built-in deployments can't start: " + e.getMessage(), e);
        }
        context.addServlet("demo", new DemoServlet(List.copyOf(deployments))).addMapping(DemoServlet.PATTERN);
    }

    private void start(String name, String prefix, ServletContext context) throws IOException {
        // A key in the environment wins over the context-param, so the deployment has to take that one.
        String key = environment.getOrDefault(prefix + "_API_KEY", "");
        FakeDeployment deployment = new FakeDeployment(new FakeModel(name, key.isBlank() ? "demo-" + name : key));
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
