package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.World;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What all requests through one filter share. Immutable.
 *
 * @param world time and chance, the router's
 * @param callIds makes an id for a call whose caller gave it none
 * @param temporary the directory for request bodies that are too large for memory
 */
record Engine(
        Configuration configuration,
        Router router,
        AnswerHeaders headers,
        World world,
        Supplier<String> callIds,
        Path temporary) {}
