package io.github.fallbackrouting.servers.host;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers what is dispatched to it. */
public class DispatchedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(Integer.parseInt(request.getParameter("status")));
        response.setContentType("application/json");
        response.getOutputStream().print("{\"from\":\"dispatch\",\"choices\":[]}");
    }
}
