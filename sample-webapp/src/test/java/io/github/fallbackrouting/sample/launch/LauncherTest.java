package io.github.fallbackrouting.sample.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

    @TempDir
    private Path directory;

    private Path war;

    @BeforeEach
    void packageAWarThatDoesNotStart() throws IOException {
        war = directory.resolve("broken.war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write("""
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                      <filter><filter-name>f</filter-name><filter-class>absent.Filter</filter-class></filter>
                    </web-app>
                    """.getBytes(UTF_8));
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    "Port " + other.getLocalPort() + " is taken. Choose another one: PORT=8081 ./mvnw -q -Prun package",
                    complaint(war, String.valueOf(other.getLocalPort())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http", "-1", "65536", "999999"})
    void whatIsNoPortIsSaidInOneSentence(String port) {
        assertEquals("PORT is '" + port + "', but has to be a number from 0 to 65535.", complaint(war, port));
    }

    @Test
    void aMissingWarIsSaidInOneSentence() {
        assertEquals(
                "There is no none.war. Build it and run it: ./mvnw -q -Prun package",
                complaint(Path.of("none.war"), "0"));
    }

    @Test
    void aWebApplicationThatDoesNotStartIsSaidInOneSentence() {
        String complaint = complaint(war, "0");

        assertTrue(complaint.startsWith("The sample does not start: "), complaint);
        assertTrue(complaint.contains("absent.Filter"), complaint);
    }

    @Test
    void aConfigurationThatIsNotThereIsSaidInOneSentence() {
        assertEquals(
                "FALLBACK_CONFIG is 'none.yaml', but there is no file that can be read.",
                complaint(war, Map.of("PORT", "0", "FALLBACK_CONFIG", "none.yaml")));
        assertEquals(
                "FALLBACK_CONFIG is '" + directory + "', but there is no file that can be read.",
                complaint(war, Map.of("PORT", "0", "FALLBACK_CONFIG", directory.toString())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:none.yaml", "file://elsewhere/none.yaml", "\0"})
    void whatIsNoPathOfAConfigurationIsSaidInOneSentence(String config) {
        assertEquals(
                "FALLBACK_CONFIG is '" + config + "', but has to be a path or a URL such as file:///etc/fallback.yaml.",
                complaint(war, Map.of("PORT", "0", "FALLBACK_CONFIG", config)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void withoutAConfigurationTheOneOfTheWarStays(String config) {
        // As far as without the variable: to the filter that this WAR does not have.
        assertTrue(
                complaint(war, Map.of("PORT", "0", "FALLBACK_CONFIG", config)).contains("absent.Filter"));
    }

    private static String complaint(Path war, String port) {
        return complaint(war, Map.of("PORT", port));
    }

    private static String complaint(Path war, Map<String, String> environment) {
        StartException e = assertThrows(StartException.class, () -> Launcher.start(war, environment));
        return String.valueOf(e.getMessage());
    }
}
