package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * The head of a request as it came over a socket. Immutable.
 *
 * @param line its first line
 * @param fields the header fields, whatever case their names are asked in; the last of a name
 */
public record RequestHead(String line, Map<String, String> fields) {

    /** Reads the fields that follow a first line, and the empty line behind them. */
    public static RequestHead after(String requestLine, InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("no header field: " + line);
            }
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new RequestHead(requestLine, fields);
    }

    /**
     * Reads a line without its end.
     *
     * @throws IOException if the caller leaves before its end
     */
    public static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
