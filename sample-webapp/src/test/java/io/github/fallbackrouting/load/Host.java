package io.github.fallbackrouting.load;

import io.github.fallbackrouting.faults.SampleProcess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One of the two hosts, as its clients see it.
 *
 * @param process the server
 * @param kind with the filter or without
 * @param hop what stands before it, if anything
 */
record Host(SampleProcess process, Kind kind, Optional<NginxHop> hop) implements Closeable {

    /** What it is. */
    enum Kind {
        BARE,
        COVERED,
        /** Bare, and asked through a reverse proxy. */
        NGINX
    }

    /**
     * One that is asked as its kind says.
     *
     * @param directory what a reverse proxy may write to; not there yet
     */
    static Host of(SampleProcess process, Kind kind, Path directory) throws IOException {
        return new Host(
                process,
                kind,
                kind == Kind.NGINX
                        ? Optional.of(NginxHop.start(process.port(), Files.createDirectory(directory)))
                        : Optional.empty());
    }

    /** A new client of it. */
    ClientConnection connect() throws IOException {
        return new ClientConnection(hop.map(NginxHop::port).orElse(process.port()));
    }

    /** What it has used up so far, as {@link SampleProcess#spent} says it, the processors' time with that of what stands before it. */
    Map<String, Long> spent() throws IOException {
        Map<String, Long> spent = process.spent();
        hop.ifPresent(before -> spent.merge("cpu", before.cpu(), Long::sum));
        return spent;
    }

    /** Ends what stands before it. */
    @Override
    public void close() {
        hop.ifPresent(NginxHop::close);
    }

    /**
     * Makes one call.
     *
     * @throws IOException if it is not answered as it has to be
     */
    void call(ClientConnection client, Ask ask, ClientConnection.Body body) throws IOException {
        ClientConnection.Reply reply = client.exchange(ask.request(), body);
        int status = kind != Kind.COVERED && ask.isDown() ? 503 : 200;
        String model = kind != Kind.COVERED ? "" : ask.model();
        if (reply.status() != status || !reply.model().equals(model)) {
            throw new IOException("asked a " + kind + " host for " + ask + ": " + reply + ", expected status " + status
                    + " and model '" + model + "'");
        }
    }
}
