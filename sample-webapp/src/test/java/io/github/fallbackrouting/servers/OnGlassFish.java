package io.github.fallbackrouting.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** GlassFish with its default domain, whose JAX-RS is its own Jersey. */
@Tag("servers")
interface OnGlassFish extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        GlassFishDomain domain = GlassFishDomain.start(Files.createTempDirectory(war.getParent(), "glassfish"));
        domain.deploy(PortedWar.forJerseyServer(war, contextParams));
        return domain.server();
    }

    @Override
    default Set<Difference> differences() {
        return Set.of(
                Difference.FIELDS_OF_ERROR_PAGES,
                Difference.LATE_ERROR_PAGES,
                Difference.LOSES_DISPATCHES,
                Difference.ROLES,
                Difference.TWO_LENGTHS,
                Difference.ENCODED_LINE_ENDS);
    }
}
