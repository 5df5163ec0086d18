package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Content;
import java.nio.charset.StandardCharsets;

/**
 * Looks at a stream as the tests write it: {@code data: {"content":…}} is content, {@code data: {"error":…}} is an error, and
 * any other line is neither.
 */
public final class FakeStreamCheck implements BodyCheck {

    private final StringBuilder text = new StringBuilder();
    private Content content = Content.EMPTY;
    private ErrorDocument error = ErrorDocument.NONE;

    @Override
    public boolean feed(byte[] bytes, int offset, int length) {
        text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
        int end = text.indexOf("\n\n");
        while (content == Content.EMPTY && end >= 0) {
            look(text.substring(0, end));
            text.delete(0, end + 2);
            end = text.indexOf("\n\n");
        }
        return content != Content.EMPTY;
    }

    private void look(String event) {
        if (event.startsWith("data: {\"error\"")) {
            byte[] document = event.substring("data: ".length()).getBytes(StandardCharsets.UTF_8);
            error = ErrorDocument.read(document, document.length);
            content = Content.ERROR;
        } else if (event.startsWith("data: {\"content\"")) {
            content = Content.GOOD;
        }
    }

    @Override
    public Content content() {
        return content;
    }

    @Override
    public ErrorDocument error() {
        return error;
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }
}
