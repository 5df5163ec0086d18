package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.AnswerCheck;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Content;

/** Looks at a body that is good only if it is whole. */
final class WholeBody implements BodyCheck {

    private final MediaType type;
    private final AnswerCheck check = new AnswerCheck();
    private boolean any;

    /** @param type what it is meant to be: only JSON can be looked into */
    WholeBody(MediaType type) {
        this.type = type;
    }

    @Override
    public boolean feed(byte[] bytes, int offset, int length) {
        any |= length > 0;
        if (type == MediaType.JSON) {
            check.feed(bytes, offset, length);
        }
        return type == MediaType.JSON && check.isHopeless();
    }

    @Override
    public Content content() {
        if (type == MediaType.JSON) {
            return Content.of(check.atEnd());
        }
        return any ? Content.GOOD : Content.EMPTY;
    }

    @Override
    public ErrorDocument error() {
        return ErrorDocument.NONE;
    }

    @Override
    public Usage usage() {
        return check.usage();
    }
}
