package io.github.fallbackrouting.sample.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it came over the wire.
 *
 * @param line the request line
 * @param headers by their names in lower case; of a repeated one the last
 * @param body decoded as UTF-8; empty without {@code Content-Length}
 */
record WireRequest(String line, Map<String, String> headers, String body) {

    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)+)\"");

    private static final Pattern PREFILL = Pattern.compile(
            "\\{\"role\"\\s*:\\s*\"assistant\"\\s*,\\s*\"content\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\}\\s*]");

    /**
     * The next request.
     *
     * @throws EOFException if the caller closed early
     */
    static WireRequest read(InputStream in) throws IOException {
        String line = readLine(in);
        Map<String, String> headers = new TreeMap<>();
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
        }
        return new WireRequest(line, headers, new String(body, UTF_8));
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the request ended within its head");
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    /** Method and path. */
    String target() {
        return line.replaceFirst(" HTTP/1\\.[01]$", "");
    }

    /** The {@code model} that is asked for, still escaped as JSON. */
    Optional<String> model() {
        Matcher matcher = MODEL.matcher(body);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What the answer is to go on with, still escaped as JSON: a last message of the assistant's own; often empty. */
    String prefill() {
        Matcher matcher = PREFILL.matcher(body);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Whether a stream is to say at its end what it used. */
    boolean includeUsage() {
        return body.matches("(?s).*\"include_usage\"\\s*:\\s*true.*");
    }

    /** Whether an event stream is asked for. */
    boolean stream() {
        return body.matches("(?s).*\"stream\"\\s*:\\s*true.*");
    }
}
