package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.StreamRules;
import io.github.fallbackrouting.report.FieldValue;
import io.github.fallbackrouting.stream.ClientStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The event stream that the client is getting: what it has of it, who has given it, and since when nothing came. Its events
 * are given under the exchange's lock; how long it has been silent may be asked by any thread.
 */
final class LiveStream implements ClientStream.Output {

    private final HttpServletResponse real;
    private final LongSupplier nanoTime;
    private final ClientStream events;
    private final List<String> models = new ArrayList<>(1);
    private long contents = -1;
    private volatile long contentCame;
    private volatile long written;
    private volatile boolean clientGone;
    private boolean isFlushed;

    /**
     * @param limit the most bytes of one event, and of the text that is remembered
     * @param model who gives it
     */
    LiveStream(HttpServletResponse real, StreamRules rules, int limit, LongSupplier nanoTime, String model) {
        this.real = real;
        this.nanoTime = nanoTime;
        this.events = new ClientStream(this, rules.malformed(), limit);
        this.models.add(model);
        this.contentCame = nanoTime.getAsLong();
        this.written = contentCame;
    }

    ClientStream events() {
        return events;
    }

    /** Whether more than one deployment has given it. */
    synchronized boolean isJoint() {
        return models.size() > 1;
    }

    /** The models that have given it so far, as a header field spells them; the same one once for each part. */
    synchronized String models() {
        return models.stream().map(FieldValue::visible).collect(Collectors.joining(", "));
    }

    /** Another deployment goes on with it. */
    synchronized void goesOn(String model) {
        models.add(model);
        contentCame = nanoTime.getAsLong();
    }

    /** Some bytes came; only content counts as news. */
    void came() {
        if (events.contents() != contents) {
            contents = events.contents();
            contentCame = nanoTime.getAsLong();
        }
    }

    /** How long no content has come. */
    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - contentCame);
    }

    /** How long nothing at all has been written. */
    Duration rest() {
        return Duration.ofNanos(nanoTime.getAsLong() - written);
    }

    /** Whether writing to the client has failed. */
    boolean isClientGone() {
        return clientGone;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            real.getOutputStream().write(bytes, offset, length);
        } catch (IOException | IllegalStateException e) {
            throw gone(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            if (!isFlushed && OpenLiberty.ignoresFirstFlush(real)) {
                real.getOutputStream().flush();
            }
            isFlushed = true;
            real.getOutputStream().flush();
            written = nanoTime.getAsLong();
        } catch (IOException | IllegalStateException e) {
            throw gone(e);
        }
    }

    /** Tomcat takes the response back from an application that stops, and lets nobody have it who comes later. */
    private IOException gone(Exception why) {
        clientGone = true;
        return why instanceof IOException failed ? failed : new IOException("the response has been taken back", why);
    }
}
