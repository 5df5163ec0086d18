package io.github.fallbackrouting.servers.host;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An asynchronous endpoint without JAX-RS: {@code x-do} says how it comes to its end, {@code x-script} with which status and
 * text, {@code x-length} how long it says that it is.
 */
public class AsyncServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long SHORT_MILLIS = 300;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            answer(response, script(request));
            return;
        }
        request.getInputStream().readAllBytes();
        if (request.getHeader("x-length") != null) {
            response.setContentLength(request.getIntHeader("x-length"));
        }
        String action = request.getHeader("x-do");
        Script script = script(request);
        String caseName = request.getHeader("x-case");
        AsyncContext async =
                action.endsWith("-original") ? request.startAsync(request, response) : request.startAsync();
        async.setTimeout(action.startsWith("timeout") ? SHORT_MILLIS : 0);
        switch (action.replace("-original", "")) {
            case "later" -> Behaviours.elsewhere(caseName, () -> answerAndComplete(async, script));
            case "at-once" -> answerAndComplete(async, script);
            case "start" ->
                async.start(() -> {
                    try {
                        answerAndComplete(async, script);
                    } catch (IOException e) {
                        Diary.note(caseName, "broken");
                    }
                });
            case "dispatch" -> Behaviours.elsewhere(caseName, async::dispatch);
            case "dispatch-at-once" -> async.dispatch();
            case "dispatch-path" ->
                Behaviours.elsewhere(caseName, () -> async.dispatch("/dispatched?status=" + script.status()));
            case "timeout" -> {}
            case "timeout-answered" -> async.addListener(new Answering(script));
            case "timeout-dispatched" -> async.addListener(new Dispatching());
            case "send-error" ->
                Behaviours.elsewhere(caseName, () -> {
                    ((HttpServletResponse) async.getResponse()).sendError(script.status());
                    async.complete();
                });
            case "write-listener" -> {
                response.setStatus(script.status());
                response.setContentType(script.contentType());
                response.getOutputStream().setWriteListener(new Writing(async, response.getOutputStream(), script));
            }
            case "never" ->
                Behaviours.elsewhere(caseName, () -> {
                    Gates.pass(caseName);
                    Diary.note(caseName, "passed");
                    answerAndComplete(async, script);
                });
            case "never-on-its-thread" -> {
                Gates.pass(caseName);
                Diary.note(caseName, "passed");
                answerAndComplete(async, script);
            }
            default -> throw new IllegalArgumentException(action);
        }
    }

    private static Script script(HttpServletRequest request) {
        return Script.ofField(request.getHeader("x-script"));
    }

    private static void answerAndComplete(AsyncContext async, Script script) throws IOException {
        answer((HttpServletResponse) async.getResponse(), script);
        async.complete();
    }

    private static void answer(HttpServletResponse response, Script script) throws IOException {
        response.setStatus(script.status());
        response.setContentType(script.contentType());
        response.setHeader("x-request-id", "host-1");
        script.play(new OutputStage(response.getOutputStream()));
    }

    /** Answers when the time is over. */
    private record Answering(Script script) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            answerAndComplete(event.getAsyncContext(), script);
        }

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    /** Comes back to the servlet when the time is over. */
    private record Dispatching() implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().dispatch();
        }

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    /** Writes as the container says that it may. */
    private static final class Writing implements WriteListener {
        private final AsyncContext async;
        private final ServletOutputStream out;
        private final byte[] text;
        private int at;

        Writing(AsyncContext async, ServletOutputStream out, Script script) {
            this.async = async;
            this.out = out;
            this.text = script.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (at == text.length) {
                    async.complete();
                    return;
                }
                int end = Math.min(text.length, at + 7);
                out.write(Arrays.copyOfRange(text, at, end));
                at = end;
            }
        }

        @Override
        public void onError(Throwable thrown) {
            async.complete();
        }
    }
}
