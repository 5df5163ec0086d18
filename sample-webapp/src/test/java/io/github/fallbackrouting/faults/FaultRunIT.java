package io.github.fallbackrouting.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short run; the long ones are played by {@code ./mvnw -q -Pfaults package}. */
class FaultRunIT {

    private static final int REQUESTS = 1_000;
    private static final int AT_ONCE = 64;

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void everyRequestGetsOneAnswerAndNothingIsLeft(String container, @TempDir Path directory) throws Exception {
        FaultRun.Plan plan = new FaultRun.Plan(container, 1, 0, REQUESTS, AT_ONCE);

        FaultRun.Result result = new FaultRun(plan, Path.of("target/sample-webapp"), directory).play();

        assertEquals(List.of(), result.violations(), result::table);
    }
}
