package io.github.fallbackrouting.sample.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows the built-in deployments, breaks them or heals them over HTTP. */
final class DemoServlet extends HttpServlet {

    /** Where it is mapped. */
    static final String PATTERN = "/demo/deployments/*";

    private static final long serialVersionUID = 1L;

    private final transient List<FakeDeployment> deployments;

    DemoServlet(List<FakeDeployment> deployments) {
        this.deployments = deployments;
    }

    /** All deployments, or the one that the path names. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (name(request).isEmpty()) {
            String all = deployments.stream().map(DemoServlet::json).collect(Collectors.joining(",\n ", "[", "]"));
            answer(response, 200, "application/json", all);
            return;
        }
        Optional<FakeDeployment> deployment = named(request);
        if (deployment.isPresent()) {
            answer(response, 200, "application/json", json(deployment.get()));
        } else {
            answerUnknown(request, response);
        }
    }

    /** Sets the {@code fault} of the deployment that the path names. */
    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<FakeDeployment> deployment = named(request);
        if (deployment.isEmpty()) {
            answerUnknown(request, response);
            return;
        }
        String word = Objects.requireNonNullElse(request.getParameter("fault"), "");
        Optional<Fault> fault = Fault.of(word);
        if (fault.isEmpty()) {
            answer(
                    response,
                    400,
                    "text/plain",
                    "There is no fault '" + word + "'. Use ?fault= with one of: " + Fault.words() + ".");
            return;
        }
        deployment.get().fail(fault.get());
        answer(response, 200, "application/json", json(deployment.get()));
    }

    private static String name(HttpServletRequest request) {
        String path = Objects.requireNonNullElse(request.getPathInfo(), "/");
        return path.substring(1);
    }

    private Optional<FakeDeployment> named(HttpServletRequest request) {
        return deployments.stream()
                .filter(deployment -> deployment.name().equals(name(request)))
                .findFirst();
    }

    private void answerUnknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String names = deployments.stream().map(FakeDeployment::name).collect(Collectors.joining(", "));
        answer(
                response,
                404,
                "text/plain",
                "There is no deployment '" + name(request) + "'. There are: " + names + ". Their faults are: "
                        + Fault.words() + ".");
    }

    private static String json(FakeDeployment deployment) {
        return "{\"name\":\"%s\",\"fault\":\"%s\",\"calls\":%d,\"last_model\":%s}"
                .formatted(
                        deployment.name(),
                        deployment.fault().word(),
                        deployment.calls(),
                        deployment.lastModel().map(model -> "\"" + model + "\"").orElse("null"));
    }

    private static void answer(HttpServletResponse response, int status, String type, String body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(body + "\n");
    }
}
