package io.github.fallbackrouting.sample.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left in a server from which the sample has been undeployed. */
class ShutdownIT {

    @Test
    void stoppingLeavesNoThreadOfTheWebApplication() throws Exception {
        try (RunningSample sample = RunningSample.withFilter()) {
            sample.fail("openai", "429");
            assertEquals(200, sample.chat().statusCode());
        }

        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(ShutdownIT::ofAWebApplication)
                        .map(Thread::getName)
                        .toList());
    }

    private static boolean ofAWebApplication(Thread thread) {
        ClassLoader loader = thread.getContextClassLoader();
        return loader != null
                && loader != ShutdownIT.class.getClassLoader()
                && loader != ClassLoader.getPlatformClassLoader();
    }
}
