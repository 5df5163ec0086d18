package io.github.fallbackrouting.fuzz;

import io.github.fallbackrouting.config.ConfigurationFuzz;
import io.github.fallbackrouting.json.AnswerFuzz;
import io.github.fallbackrouting.json.JsonScannerFuzz;
import io.github.fallbackrouting.json.JsonValueFuzz;
import io.github.fallbackrouting.json.RequestFuzz;
import io.github.fallbackrouting.report.HeaderFuzz;
import io.github.fallbackrouting.routing.FieldsFuzz;
import io.github.fallbackrouting.servlet.CallerFuzz;
import io.github.fallbackrouting.servlet.PathFuzz;
import io.github.fallbackrouting.stream.ClientStreamFuzz;
import io.github.fallbackrouting.stream.EventFuzz;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something that reads bytes from outside, and what holds whatever they are.
 *
 * @param folder of its findings, below {@code src/test/resources/fuzz}
 * @param type the class whose {@code fuzzerTestOneInput} it is
 * @param property that method
 * @param seeds inputs that make sense, the same ones every time
 */
record Target(String folder, Class<?> type, Property property, Supplier<List<byte[]>> seeds) {

    /** Fails by throwing. */
    @FunctionalInterface
    interface Property {
        void check(byte[] input) throws Exception;
    }

    /** Every one. */
    static List<Target> all() {
        return List.of(
                new Target("json-scanner", JsonScannerFuzz.class, JsonScannerFuzz::fuzzerTestOneInput, Seeds::json),
                new Target("json-value", JsonValueFuzz.class, JsonValueFuzz::fuzzerTestOneInput, Seeds::json),
                new Target("request", RequestFuzz.class, RequestFuzz::fuzzerTestOneInput, Seeds::json),
                new Target("answer", AnswerFuzz.class, AnswerFuzz::fuzzerTestOneInput, Seeds::json),
                new Target("event", EventFuzz.class, EventFuzz::fuzzerTestOneInput, Seeds::streams),
                new Target(
                        "client-stream",
                        ClientStreamFuzz.class,
                        ClientStreamFuzz::fuzzerTestOneInput,
                        Seeds::joinedStreams),
                new Target("fields", FieldsFuzz.class, FieldsFuzz::fuzzerTestOneInput, Seeds::fields),
                new Target("header", HeaderFuzz.class, HeaderFuzz::fuzzerTestOneInput, Seeds::names),
                new Target("caller", CallerFuzz.class, CallerFuzz::fuzzerTestOneInput, Seeds::callers),
                new Target("path", PathFuzz.class, PathFuzz::fuzzerTestOneInput, Seeds::paths),
                new Target(
                        "configuration", ConfigurationFuzz.class, ConfigurationFuzz::fuzzerTestOneInput, Seeds::files));
    }

    @Override
    public String toString() {
        return folder;
    }
}
