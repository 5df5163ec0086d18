package io.github.fallbackrouting;

import io.github.fallbackrouting.servlet.Exchange;
import io.github.fallbackrouting.servlet.Exchanges;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Wraps an application's LLM endpoints: when the host's own provider fails, another deployment answers, and every answer
 * says in its header fields who gave it.
 *
 * <p><b>Position.</b> Map it last, so that it stands right before the servlet. What stands before it (compression, CORS,
 * security, audit) then sees our answers like the host's own, and can refuse a request before we see it. What stands
 * behind it, filters and JAX-RS filters alike, is the host: the resource method runs at most once per request, and nothing
 * is sent to another deployment unless the request got that far.
 *
 * <p><b>Which requests.</b> {@code POST}s of JSON to resource methods with {@link FallbackGroup}, or, with the init-param
 * {@code group}, all {@code POST}s of JSON through this filter. Every other request goes through untouched and unwrapped.
 *
 * <p><b>Init-params.</b> {@code config}: where the configuration stands: {@code /WEB-INF/…}, {@code classpath:…} or {@code
 * file:…}; default {@code /WEB-INF/fallback.yaml}. {@code group}, {@code deployment}, {@code operation}: as the members of
 * {@link FallbackGroup}, for an endpoint that can't be annotated. A mistake in any of them, or in the file, stops the
 * application's start with a message that says where it is.
 *
 * <p>Needs {@code <async-supported>true</async-supported>} as any filter in front of asynchronous resources does.
 * Thread-safe.
 */
public final class FallbackRoutingFilter implements Filter {

    private @Nullable Exchanges exchanges;

    /** For the container. */
    public FallbackRoutingFilter() {}

    @Override
    public void init(FilterConfig config) throws ServletException {
        exchanges = Exchanges.start(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Exchange exchange = exchange(request, response);
        if (exchange == null) {
            chain.doFilter(request, response);
            return;
        }
        exchange.hostEnters();
        try {
            chain.doFilter(exchange.request(request), exchange.response(response));
        } catch (IOException | ServletException | RuntimeException thrown) {
            exchange.hostThrew(thrown);
            return;
        } catch (Error error) {
            exchange.hostBroke();
            throw error;
        }
        exchange.hostReturned();
    }

    private @Nullable Exchange exchange(ServletRequest request, ServletResponse response) {
        return exchanges != null
                        && request instanceof HttpServletRequest httpRequest
                        && response instanceof HttpServletResponse httpResponse
                ? exchanges.open(httpRequest, httpResponse)
                : null;
    }

    @Override
    public void destroy() {
        if (exchanges != null) {
            exchanges.close();
        }
    }
}
