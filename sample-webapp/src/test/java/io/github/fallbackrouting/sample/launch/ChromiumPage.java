package io.github.fallbackrouting.sample.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.cases.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page in a headless Chromium of its own, driven over the DevTools protocol. For one thread. */
final class ChromiumPage implements AutoCloseable {

    /** Names of the browser on the PATH: Debian's, Google's, Ubuntu's. */
    private static final List<String> NAMES = List.of("chromium", "google-chrome", "chromium-browser");

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");

    /** A cold browser on a busy machine takes some seconds to start. */
    private static final long PATIENCE_SECONDS = 30;

    /** A key of the keyboard. */
    enum Key {
        TAB("Tab", "Tab", 9, ""),
        ENTER("Enter", "Enter", 13, "\r"),
        SPACE(" ", "Space", 32, " ");

        private final String key;
        private final String code;
        private final int virtualKeyCode;
        private final String text;

        /** What DOM's events call it, the code that Windows gave it, and what it types. */
        Key(String key, String code, int virtualKeyCode, String text) {
            this.key = key;
            this.code = code;
            this.virtualKeyCode = virtualKeyCode;
            this.text = text;
        }

        private Map<String, Object> event(String type, String types) {
            return Map.of(
                    "type", type, "key", key, "code", code, "windowsVirtualKeyCode", virtualKeyCode, "text", types);
        }
    }

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Json>> replies = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Path profile;
    private final Process browser;
    private final WebSocket socket;

    private ChromiumPage(Path profile, Process browser, WebSocket.Builder builder)
            throws IOException, InterruptedException {
        this.profile = profile;
        this.browser = browser;
        try {
            this.socket = builder.buildAsync(pageOf(addressOf(browser)), new Messages())
                    .join();
            for (String domain : List.of("Page", "Runtime", "Log")) {
                send(domain + ".enable", Map.of());
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /** The browser that {@code CHROME} names, or the first on the {@code PATH}; empty if there is none. */
    static Optional<Path> browser() {
        Stream<Path> named = Stream.ofNullable(System.getenv("CHROME")).map(Path::of);
        Stream<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)));
        return Stream.concat(named, found)
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Starts this browser, with a profile that is gone when it ends. */
    static ChromiumPage start(Path executable) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("chromium");
        Process browser = new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--remote-debugging-port=0",
                        // In a container there is often no user namespace; the pages are our own.
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-extensions",
                        "--no-first-run",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new ChromiumPage(profile, browser, HttpClient.newHttpClient().newWebSocketBuilder());
    }

    /** Where it listens; what it writes further on is read and forgotten, so that it never blocks. */
    private static String addressOf(Process browser) throws IOException {
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    StringBuilder written = new StringBuilder();
                    try (BufferedReader lines = browser.errorReader(UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            Matcher matcher = LISTENING.matcher(line);
                            if (matcher.find()) {
                                address.complete(matcher.group(1));
                            }
                            written.append(line).append('\n');
                        }
                    } catch (IOException e) {
                        written.append(e);
                    }
                    address.completeExceptionally(new IOException("The browser ended at its start: " + written));
                },
                "chromium-errors");
        reader.setDaemon(true);
        reader.start();
        return await(address, "the browser's start");
    }

    private static URI pageOf(String address) throws IOException, InterruptedException {
        String targets = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return Json.parse(targets).elements().stream()
                .filter(target -> target.member("type").map(Json::text).equals(Optional.of("page")))
                .flatMap(target -> target.member("webSocketDebuggerUrl").stream())
                .map(url -> URI.create(url.text()))
                .findFirst()
                .orElseThrow(() -> new IOException("The browser has no page: " + targets));
    }

    /** Goes there, and returns when the page and what it loads are there. */
    void open(URI address) throws IOException {
        complaints.clear();
        send("Page.navigate", Map.of("url", address.toString()));
        await("document.readyState === 'complete' && location.href.startsWith('" + address + "')");
    }

    /** Gives the window this size, in CSS pixels. */
    void resize(int width, int height) throws IOException {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** The value of a JavaScript expression, or what its promise brings. */
    Json evaluate(String expression) throws IOException {
        Json reply =
                send("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        Optional<Json> exception = reply.member("exceptionDetails");
        if (exception.isPresent()) {
            throw new AssertionError(exception.get() + "\nin " + expression);
        }
        return reply.member("result")
                .flatMap(result -> result.member("value"))
                .orElseGet(() -> new Json(Json.Nothing.NULL));
    }

    /** The text that a person sees in the first element that a CSS selector finds. */
    String text(String selector) throws IOException {
        return evaluate(first(selector) + ".innerText").text();
    }

    /** Returns when this JavaScript expression is true; fails if it is not within 20 s. */
    void await(String condition) throws IOException {
        boolean held = evaluate("""
                new Promise(resolve => {
                  const end = performance.now() + 20000;
                  const look = () => {
                    let holds = false;
                    try { holds = Boolean(%s); } catch {}
                    if (holds || performance.now() > end) { resolve(holds); } else { setTimeout(look, 20); }
                  };
                  look();
                })""".formatted(condition)).isTrue();
        if (!held) {
            throw new AssertionError(
                    "Never true within 20 s: " + condition + "\nThe page:\n" + text("body") + "\n" + complaints);
        }
    }

    /** Clicks with the mouse on the middle of the first element that a CSS selector finds. */
    void click(String selector) throws IOException {
        Json middle = evaluate("""
                (() => {
                  const element = %s;
                  element.scrollIntoView({block: 'center'});
                  const box = element.getBoundingClientRect();
                  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
                })()""".formatted(first(selector)));
        for (String type : List.of("mousePressed", "mouseReleased")) {
            send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            member(middle, "x"),
                            "y",
                            member(middle, "y"),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    /** Presses and releases this key. */
    void press(Key key) throws IOException {
        send("Input.dispatchKeyEvent", key.event("keyDown", key.text));
        send("Input.dispatchKeyEvent", key.event("keyUp", ""));
    }

    /** Types this text into what has the focus. */
    void type(String text) throws IOException {
        send("Input.insertText", Map.of("text", text));
    }

    /** What the browser has complained of since the page was opened: policies, missing files, uncaught exceptions. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private static String first(String selector) {
        return "document.querySelector(" + Json.of(selector) + ")";
    }

    /** Sends a command and returns its result. */
    Json send(String method, Map<String, ?> params) throws IOException {
        int id = ids.incrementAndGet();
        CompletableFuture<Json> reply = new CompletableFuture<>();
        replies.put(id, reply);
        await(
                socket.sendText(
                        Json.of(Map.of("id", id, "method", method, "params", params))
                                .toString(),
                        true),
                method);
        Json message = await(reply, method);
        Optional<Json> error = message.member("error");
        if (error.isPresent()) {
            throw new IOException(method + " failed: " + error.get());
        }
        return member(message, "result");
    }

    private static Json member(Json json, String name) {
        return json.member(name).orElseThrow(() -> new IllegalStateException("no '" + name + "' in " + json));
    }

    private static <T> T await(CompletableFuture<T> future, String what) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted in " + what, e);
        } catch (ExecutionException e) {
            throw new IOException(what + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(what + " took more than " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** Ends the browser. */
    @Override
    public void close() throws IOException {
        socket.abort();
        end();
    }

    private void end() throws IOException {
        List<ProcessHandle> all = Stream.concat(browser.descendants(), Stream.of(browser.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : all) {
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Hands each reply to whom awaits it. */
    private final class Messages implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                Json whole = Json.parse(message.toString());
                message.setLength(0);
                whole.member("id").ifPresentOrElse(id -> answer(id, whole), () -> hear(whole));
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void answer(Json id, Json reply) {
            CompletableFuture<Json> awaited = replies.remove(id.number().intValue());
            if (awaited != null) {
                awaited.complete(reply);
            }
        }

        private void hear(Json event) {
            switch (member(event, "method").text()) {
                case "Log.entryAdded" -> {
                    Json entry = member(member(event, "params"), "entry");
                    complaints.add(member(entry, "text").text() + " "
                            + entry.member("url").map(Json::text).orElse(""));
                }
                case "Runtime.exceptionThrown" ->
                    complaints.add(member(event, "params").toString());
                default -> {
                    // Nothing that is awaited.
                }
            }
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            replies.values().forEach(reply -> reply.completeExceptionally(error));
        }
    }
}
