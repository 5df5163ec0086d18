package io.github.fallbackrouting.servers.host;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Has the container read forms and uploads, and says what was in them. */
public class FormServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        StringBuilder got = new StringBuilder();
        if (request.getContentType().startsWith("multipart/")) {
            for (Part part : request.getParts()) {
                byte[] bytes = part.getInputStream().readAllBytes();
                got.append(part.getName()).append('=').append(bytes.length).append('/');
                got.append(Arrays.hashCode(bytes)).append(' ');
            }
        } else {
            for (Map.Entry<String, String[]> parameter : new TreeMap<>(request.getParameterMap()).entrySet()) {
                got.append(parameter.getKey()).append('=');
                got.append(Arrays.toString(parameter.getValue())).append(' ');
            }
        }
        response.setStatus(request.getIntHeader("x-status"));
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(got);
    }
}
