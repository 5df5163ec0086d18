package io.github.fallbackrouting.servers.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Plays a script into the host's own output; a cut is an end like any other there. */
record OutputStage(OutputStream out) implements Script.Stage {

    @Override
    public void say(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void fail() throws IOException {
        throw new IOException("the provider's connection broke");
    }

    @Override
    public void cut() {}
}
