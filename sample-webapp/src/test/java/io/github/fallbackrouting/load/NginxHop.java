package io.github.fallbackrouting.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An nginx that passes on to a host what it is asked, and does nothing else: what any gateway costs at least. */
final class NginxHop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Connections are kept on both sides, nothing is logged, and events go on as they come. */
    private static final String CONFIGURATION = """
            worker_processes 1;
            daemon off;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_buffer_size 1m;
              client_body_temp_path body;
              proxy_temp_path proxied;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              upstream host {
                server 127.0.0.1:%d;
                keepalive 64;
                keepalive_requests 1000000000;
              }
              server {
                listen 127.0.0.1:%d;
                location / {
                  proxy_pass http://host;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                }
              }
            }
            """;

    private final Process process;
    private final int port;

    private NginxHop(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param host where the host listens
     * @param directory what it may write to; empty
     * @throws IOException if there is no {@code nginx} on the path, or it does not start
     */
    static NginxHop start(int host, Path directory) throws IOException {
        int port = freePort();
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, CONFIGURATION.formatted(host, port));
        Process process = new ProcessBuilder("nginx", "-p", directory.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said.txt").toFile())
                .start();
        NginxHop hop = new NginxHop(process, port);
        if (!hop.listens()) {
            hop.close();
            throw new IOException("nginx does not start: " + Files.readString(directory.resolve("said.txt")));
        }
        return hop;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return true;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        return false;
    }

    int port() {
        return port;
    }

    /** What it and its worker have used of the processors so far, in nanoseconds. */
    long cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toNanos)
                .sum();
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                workers.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
