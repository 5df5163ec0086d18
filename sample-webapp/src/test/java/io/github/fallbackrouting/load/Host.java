package io.github.fallbackrouting.load;

import io.github.fallbackrouting.faults.SampleProcess;
import java.io.IOException;

/**
 * One of the two hosts, as its clients see it.
 *
 * @param process the server
 * @param kind with the filter or without
 */
record Host(SampleProcess process, Kind kind) {

    /** What it is. */
    enum Kind {
        BARE,
        COVERED
    }

    /** A new client of it. */
    ClientConnection connect() throws IOException {
        return new ClientConnection(process.port());
    }

    /**
     * Makes one call.
     *
     * @throws IOException if it is not answered as it has to be
     */
    void call(ClientConnection client, Ask ask, ClientConnection.Body body) throws IOException {
        ClientConnection.Reply reply = client.exchange(ask.request(), body);
        int status = kind == Kind.BARE && ask.isDown() ? 503 : 200;
        String model = kind == Kind.BARE ? "" : ask.model();
        if (reply.status() != status || !reply.model().equals(model)) {
            throw new IOException("asked a " + kind + " host for " + ask + ": " + reply + ", expected status " + status
                    + " and model '" + model + "'");
        }
    }
}
