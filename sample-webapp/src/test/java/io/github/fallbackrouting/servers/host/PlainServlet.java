package io.github.fallbackrouting.servers.host;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** An endpoint without JAX-RS, as a third party's application has it; it reads and writes characters. */
public class PlainServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String action = request.getHeader("x-do");
        if (action.startsWith("odd-")) {
            odd(action, request, response);
            return;
        }
        String body = request.getReader().lines().reduce("", String::concat);
        if ("fail".equals(action)) {
            response.setStatus(500);
        }
        if ("401".equals(action)) {
            response.setStatus(401);
        }
        if ("reset".equals(action)) {
            response.setHeader("x-before", "1");
            response.getWriter().write("nonsense");
            response.reset();
        }
        response.setContentType("application/json");
        if (!"default-charset".equals(action)) {
            response.setCharacterEncoding("UTF-8");
        }
        response.addDateHeader("x-date", 0);
        response.addIntHeader("x-int", 7);
        PrintWriter out = response.getWriter();
        out.print("{\"from\":\"servlet – é\",");
        out.print("\"length\":" + body.length() + "}");
        if ("flush".equals(action)) {
            out.flush();
        }
        if ("close".equals(action)) {
            out.close();
        }
    }

    /** What few hosts do. */
    private static void odd(String action, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (action) {
            case "odd-print" -> {
                response.setContentType("application/json;charset=UTF-8");
                response.getOutputStream().print("{\"from\":\"é\"}");
            }
            case "odd-writer-first" -> {
                PrintWriter out = response.getWriter();
                response.setContentType("application/json;charset=UTF-8");
                out.print("{\"from\":\"é\"}");
            }
            case "odd-unwrap" -> {
                ServletResponse real = response;
                while (real instanceof ServletResponseWrapper wrapper) {
                    real = wrapper.getResponse();
                }
                real.getOutputStream().print("{\"from\":\"below\"}");
                real.flushBuffer();
            }
            case "odd-forward" -> request.getRequestDispatcher("/forwarded").forward(request, response);
            case "odd-error" -> {
                response.setHeader("x-host", "1");
                throw new NoClassDefFoundError("a library of the host's");
            }
            case "odd-refuse-unread" -> response.sendError(413);
            default -> throw new IllegalArgumentException(action);
        }
    }
}
