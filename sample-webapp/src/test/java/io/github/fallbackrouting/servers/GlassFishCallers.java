package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Tells GlassFish and Payara of the tests' callers. */
final class GlassFishCallers {

    private GlassFishCallers() {}

    /** The administrator's commands that make them known, with an option or none. */
    static String commands(String option) {
        return forEachCaller("create-file-user " + option + " --groups %1$s %1$s\n");
    }

    /** A file that tells the administrator's commands their password. */
    static Path passwords(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("callers.password"), "AS_ADMIN_USERPASSWORD=" + Caller.PASSWORD + "\n");
    }

    /** Which of the application's roles they have: that of their group's name. */
    static String roles() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE glassfish-web-app PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 Servlet 3.0//EN"
                    "http://glassfish.org/dtds/glassfish-web-app_3_0-1.dtd">
                <glassfish-web-app>%s</glassfish-web-app>
                """.formatted(forEachCaller("<security-role-mapping>"
                + "<role-name>%1$s</role-name><group-name>%1$s</group-name></security-role-mapping>"));
    }

    private static String forEachCaller(String text) {
        return Caller.ALL.stream().map(caller -> text.formatted(caller.name())).collect(Collectors.joining());
    }
}
