package io.github.fallbackrouting.servers.host;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** An endpoint without JAX-RS, as a third party's application has it; it reads and writes characters. */
public class PlainServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String body = request.getReader().lines().reduce("", String::concat);
        String action = request.getHeader("x-do");
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
}
