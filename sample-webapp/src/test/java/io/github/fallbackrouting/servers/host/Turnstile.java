package io.github.fallbackrouting.servers.host;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet filter that refuses a request as the header field says that has the filter's name: {@code send-401}, {@code set-429}. */
public class Turnstile implements Filter {

    private String name = "";

    @Override
    public void init(FilterConfig config) {
        name = config.getFilterName();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String refusal = ((HttpServletRequest) request).getHeader("x-" + name);
        HttpServletResponse answer = (HttpServletResponse) response;
        if (refusal == null) {
            chain.doFilter(request, response);
            return;
        }
        int status = Integer.parseInt(refusal.substring(refusal.indexOf('-') + 1));
        if (refusal.startsWith("send-")) {
            answer.sendError(status);
        } else {
            answer.setStatus(status);
            answer.setContentType("application/json");
            answer.getWriter().write("{\"error\":{\"message\":\"refused at the turnstile\"}}");
        }
    }
}
