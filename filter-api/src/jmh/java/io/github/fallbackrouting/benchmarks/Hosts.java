package io.github.fallbackrouting.benchmarks;

import io.github.fallbackrouting.servlet.Access;
import io.github.fallbackrouting.servlet.Exchange;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** What stands behind the filter: each reads its request and writes an answer from memory. */
final class Hosts {

    /** As JAX-RS implementations write. */
    private static final int PIECE = 8192;

    private Hosts() {}

    /** Answers in JSON. */
    static FilterChain answering(int status, byte[] answer) {
        byte[] scratch = new byte[PIECE];
        return (request, response) -> {
            read(request, scratch);
            HttpServletResponse http = (HttpServletResponse) response;
            http.setStatus(status);
            http.setContentType("application/json");
            http.setContentLengthLong(answer.length);
            ServletOutputStream out = http.getOutputStream();
            for (int at = 0; at < answer.length; at += PIECE) {
                out.write(answer, at, Math.min(PIECE, answer.length - at));
            }
        };
    }

    /** Answers with events, each of which is flushed. */
    static FilterChain streaming(byte[][] events) {
        byte[] scratch = new byte[PIECE];
        return (request, response) -> {
            read(request, scratch);
            stream(response, events);
        };
    }

    private static void stream(ServletResponse response, byte[][] events) throws IOException {
        response.setContentType("text/event-stream");
        ServletOutputStream out = response.getOutputStream();
        for (byte[] event : events) {
            out.write(event, 0, event.length);
            out.flush();
        }
    }

    /** A JAX-RS application with an annotated resource, as far as the filter sees it. */
    static FilterChain annotated(FilterChain resource) {
        return (request, response) -> {
            if (request.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
                exchange.enterRest();
                exchange.candidate(Application.ANNOTATION);
                if (exchange.arm(Access.OPEN).isPresent()) {
                    throw new IllegalStateException("the resource was expected to be asked");
                }
            }
            resource.doFilter(request, response);
        };
    }

    private static void read(ServletRequest request, byte[] scratch) throws IOException {
        InputStream body = request.getInputStream();
        int n = body.read(scratch, 0, scratch.length);
        while (n >= 0) {
            n = body.read(scratch, 0, scratch.length);
        }
    }
}
