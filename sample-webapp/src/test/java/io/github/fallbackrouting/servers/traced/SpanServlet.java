package io.github.fallbackrouting.servers.traced;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives as many spans as it is asked for, each on a line of {@code name=value} with tabs between, and waits for them. */
public final class SpanServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    /** A call's spans are made when it is over, which may be after its client has the answer. */
    private static final long PATIENCE_SECONDS = 20;

    /** Called by the container. */
    public SpanServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setContentType("text/plain;charset=UTF-8");
        PrintWriter out = response.getWriter();
        SpanQueue queue = (SpanQueue) getServletContext().getAttribute(SpanQueue.class.getName());
        for (int left = Integer.parseInt(request.getParameter("count")); left > 0; left--) {
            SpanData span = next(queue);
            if (span == null) {
                return;
            }
            out.print("name=" + span.getName() + "\tkind=" + span.getKind() + "\ttrace=" + span.getTraceId()
                    + "\tspan=" + span.getSpanId() + "\tparent=" + span.getParentSpanId() + "\tstatus="
                    + span.getStatus().getStatusCode());
            print(out, span.getAttributes());
            span.getEvents().forEach(event -> out.print("\tevent=" + event.getName()));
            out.print("\n");
        }
    }

    private static @Nullable SpanData next(SpanQueue queue) throws ServletException {
        try {
            return queue.spans().poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(e);
        }
    }

    private static void print(PrintWriter out, Attributes attributes) {
        attributes.forEach((key, value) -> out.print("\t" + key.getKey() + "=" + value));
    }
}
