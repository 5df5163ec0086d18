package io.github.fallbackrouting.servers.host;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The host's own error page. */
public class ErrorPage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.getWriter()
                .print("{\"sorry\":" + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) + ",\"at\":\""
                        + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) + "\",\"because\":"
                        + (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) + "}");
    }
}
