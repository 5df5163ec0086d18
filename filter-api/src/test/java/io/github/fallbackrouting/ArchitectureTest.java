package io.github.fallbackrouting;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import io.github.fallbackrouting.report.micrometer.Micrometer;
import io.github.fallbackrouting.report.opentelemetry.OpenTelemetryPresence;
import org.junit.jupiter.api.Test;

/** The packages and the arrows between them; see CONTRIBUTING.md. */
class ArchitectureTest {

    private static final String ROOT = "io.github.fallbackrouting";
    private static final String CONFIG = ROOT + ".config";
    private static final String JSON = ROOT + ".json";
    private static final String ROUTING = ROOT + ".routing";
    private static final String REPORT = ROOT + ".report";
    private static final String CDI = ROOT + ".report.cdi";
    private static final String MICROMETER = ROOT + ".report.micrometer";
    private static final String OPEN_TELEMETRY = ROOT + ".report.opentelemetry";
    private static final String STREAM = ROOT + ".stream";
    private static final String SERVLET = ROOT + ".servlet";
    private static final String JAXRS = ROOT + ".jaxrs";

    /** What lies where the annotation does: the module's own classes without its tests. */
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(FallbackGroup.class.getProtectionDomain().getCodeSource().getLocation());

    private static ClassesShouldConjunction dependOnlyOn(String origin, String... packages) {
        return classes()
                .that()
                .resideInAPackage(origin)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages);
    }

    @Test
    void seesTheClassesThatItSpeaksOf() {
        for (String name :
                new String[] {CONFIG, JSON, ROUTING, REPORT, CDI, MICROMETER, OPEN_TELEMETRY, STREAM, SERVLET, JAXRS}) {
            assertTrue(MAIN.containPackage(name), name);
        }
    }

    @Test
    void routingIsPlainJava() {
        dependOnlyOn(ROUTING, "java..", "javax.net.ssl", "org.jspecify.annotations", CONFIG, JSON, ROUTING)
                .check(MAIN);
    }

    @Test
    void configurationKnowsYamlAndNothingElse() {
        dependOnlyOn(CONFIG, "java..", "org.jspecify.annotations", "org.snakeyaml..", CONFIG)
                .check(MAIN);
    }

    @Test
    void jsonKnowsNothing() {
        dependOnlyOn(JSON, "java..", "org.jspecify.annotations", JSON).check(MAIN);
    }

    @Test
    void reportKnowsRoutingAndNoHttpApi() {
        dependOnlyOn(
                        REPORT,
                        "java..",
                        "javax.management..",
                        "jdk.jfr..",
                        "org.jspecify.annotations",
                        CONFIG,
                        JSON,
                        ROUTING,
                        REPORT,
                        CDI)
                .check(MAIN);
    }

    @Test
    void onlyOnePackageKnowsCdi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CDI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.enterprise..", "jakarta.inject..")
                .check(MAIN);
        dependOnlyOn(CDI, "java..", "org.jspecify.annotations", "jakarta.enterprise.inject..", REPORT, CDI)
                .check(MAIN);
    }

    @Test
    void onlyTheMetersKnowMicrometer() {
        dependOnlyOn(
                        MICROMETER,
                        "java..",
                        "org.jspecify.annotations",
                        "io.micrometer.core.instrument..",
                        CONFIG,
                        JSON,
                        ROUTING,
                        REPORT,
                        MICROMETER)
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(MICROMETER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(MAIN);
    }

    /** Whoever else refers to them can't be loaded where the application has no Micrometer. */
    @Test
    void metersAreReachedThroughTheOneDoorThatStandsWithoutMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(MICROMETER)
                .should()
                .dependOnClassesThat(resideInAPackage(MICROMETER).and(not(equivalentTo(Micrometer.class))))
                .check(MAIN);
    }

    @Test
    void onlySpansKnowOpenTelemetry() {
        dependOnlyOn(
                        OPEN_TELEMETRY,
                        "java..",
                        "org.jspecify.annotations",
                        "io.opentelemetry.api..",
                        "io.opentelemetry.context..",
                        CONFIG,
                        JSON,
                        ROUTING,
                        REPORT,
                        OPEN_TELEMETRY)
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(OPEN_TELEMETRY)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(MAIN);
    }

    @Test
    void whoAsksForSpansDoesNotLinkToOpenTelemetry() {
        noClasses()
                .that()
                .haveSimpleName("OpenTelemetryPresence")
                .or()
                .haveSimpleName("UnusableApi")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(OPEN_TELEMETRY)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(OPEN_TELEMETRY).and(not(equivalentTo(OpenTelemetryPresence.class))))
                .check(MAIN);
    }

    @Test
    void servletDoesNotKnowJaxRs() {
        dependOnlyOn(
                        SERVLET,
                        "java..",
                        "org.jspecify.annotations",
                        "jakarta.servlet..",
                        CONFIG,
                        JSON,
                        ROUTING,
                        REPORT,
                        MICROMETER,
                        OPEN_TELEMETRY,
                        STREAM,
                        SERVLET)
                .check(MAIN);
    }

    @Test
    void streamsKnowRoutingAndNoHttpApi() {
        dependOnlyOn(STREAM, "java..", "org.jspecify.annotations", CONFIG, JSON, ROUTING, STREAM)
                .check(MAIN);
    }

    @Test
    void jaxRsStandsOnTop() {
        dependOnlyOn(
                        JAXRS,
                        "java..",
                        "org.jspecify.annotations",
                        "jakarta.servlet..",
                        "jakarta.ws.rs..",
                        ROOT,
                        CONFIG,
                        SERVLET,
                        JAXRS)
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(JAXRS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JAXRS, "jakarta.ws.rs..")
                .check(MAIN);
    }

    @Test
    void onlyTheConfigurationKnowsYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CONFIG)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .check(MAIN);
    }

    @Test
    void nothingKnowsAnImplementationOfJaxRsOrOfServlets() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.glassfish..", "org.jboss..", "org.apache..", "org.eclipse..")
                .check(MAIN);
    }

    @Test
    void noPackageKnowsWhoKnowsIt() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void noClassIsADrawerForOddsAndEnds() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(MAIN);
    }

    @Test
    void noStateIsStatic() {
        fields().that().areStatic().should().haveModifier(FINAL).check(MAIN);
    }
}
