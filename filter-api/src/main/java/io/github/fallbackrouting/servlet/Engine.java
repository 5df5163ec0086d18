package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.report.BodyLabel;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.routing.BodyCheck;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.World;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all requests through one filter share. Immutable.
 *
 * @param hostLimits in which times a host is to answer
 * @param headers what the header fields say of an answer
 * @param labels what its body says
 * @param listeners hear what becomes of each request, and throw nothing
 * @param world time and chance, the router's
 * @param callIds makes an id for a call whose caller gave it none
 * @param crew takes the steps of all exchanges
 * @param pools of what each exchange needs for a moment
 * @param streamCheck makes a look at the beginning of an event stream
 * @param seesDispatches whether the filter is asked in a host's asynchronous dispatches, too
 * @param temporary the directory for request bodies that are too large for memory
 */
record Engine(
        Configuration configuration,
        HostLimits hostLimits,
        Router router,
        AnswerHeaders headers,
        BodyLabel labels,
        FallbackListener listeners,
        World world,
        Supplier<String> callIds,
        Executor crew,
        Pools pools,
        Supplier<BodyCheck> streamCheck,
        boolean seesDispatches,
        Path temporary) {}
