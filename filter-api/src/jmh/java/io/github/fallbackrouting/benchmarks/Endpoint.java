package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** An endpoint, with the filter before it or without, that is asked the same again and again. Used by one thread. */
final class Endpoint {

    private final MemoryRequest request;
    private final MemoryResponse response = new MemoryResponse();
    private final Filter filter;
    private final FilterChain host;

    /**
     * @param filter what stands before the host; null for nothing
     * @param host gives the answer
     */
    Endpoint(MemoryRequest request, Filter filter, FilterChain host) {
        this.request = request;
        this.filter = filter;
        this.host = host;
    }

    /**
     * One whose host answers 503, while another deployment has a good answer of 1 KB.
     *
     * @param isFiltered whether the filter stands before the host, so that the other one is asked
     * @param size of the request's body in bytes
     */
    static Endpoint failing(boolean isFiltered, int size) throws IOException, ServletException {
        byte[] failure = Payloads.failure();
        MemoryRequest asked =
                new MemoryRequest("POST", Application.COVERED, "application/json", Payloads.request(size));
        return new Endpoint(asked, isFiltered ? Application.mapped() : null, Hosts.answering(503, failure))
                .expecting(
                        isFiltered ? 200 : 503,
                        isFiltered ? "azure-west" : null,
                        isFiltered ? Payloads.answer(1024).length : failure.length);
    }

    /** Asks once, and waits for the end of the answer. */
    MemoryResponse serve() throws IOException, ServletException {
        request.again();
        response.again();
        if (filter == null) {
            host.doFilter(request, response);
        } else {
            filter.doFilter(request, response, host);
            request.async().await();
        }
        return response;
    }

    /**
     * Asks once to see that the answer is what is to be measured.
     *
     * @param servedBy who is to have answered; null if no field is to say it
     * @param length of the body in bytes
     */
    Endpoint expecting(int status, String servedBy, long length) throws IOException, ServletException {
        MemoryResponse answer = serve();
        String by = answer.getHeader("x-litellm-model-id");
        if (answer.getStatus() != status
                || answer.written() != length
                || (servedBy == null ? by != null : !servedBy.equals(by))) {
            throw new IllegalStateException("an answer with status " + status + " by " + servedBy + " of " + length
                    + " bytes expected, found " + answer.getStatus() + " by " + by + " of " + answer.written());
        }
        return this;
    }

    void close() {
        if (filter != null) {
            filter.destroy();
        }
    }
}
