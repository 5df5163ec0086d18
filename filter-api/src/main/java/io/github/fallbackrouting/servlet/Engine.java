package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.routing.Router;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all requests through one filter share. Immutable.
 *
 * @param nanoTime the router's clock
 * @param callIds makes an id for a call whose caller gave it none
 * @param temporary the directory for request bodies that are too large for memory
 */
record Engine(
        Configuration configuration,
        Router router,
        AnswerHeaders headers,
        LongSupplier nanoTime,
        Supplier<String> callIds,
        Path temporary) {}
