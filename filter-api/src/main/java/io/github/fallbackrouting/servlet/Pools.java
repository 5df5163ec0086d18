package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.json.AnswerCheck;
import io.github.fallbackrouting.json.RequestCheck;

/**
 * What all exchanges of a filter use again.
 *
 * @param pages for the bodies of requests and of their answers
 * @param requestChecks read requests
 * @param answerChecks look at answers; to be restarted
 */
record Pools(Pool<PagedBytes.Page> pages, Pool<RequestCheck> requestChecks, Pool<AnswerCheck> answerChecks) {

    /** Of memory that is kept for the bodies of requests to come: 4 MiB. */
    private static final int PAGES = 512;

    private static final int CHECKS = 128;

    Pools() {
        this(
                new Pool<>(PAGES, PagedBytes.Page::new),
                new Pool<>(CHECKS, RequestCheck::new),
                new Pool<>(CHECKS, AnswerCheck::new));
    }
}
