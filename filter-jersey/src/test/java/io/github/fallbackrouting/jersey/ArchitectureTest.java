package io.github.fallbackrouting.jersey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which arrows lead out of this package. */
class ArchitectureTest {

    @Test
    void theUpstreamKnowsTheContractAndJerseyAndNothingElse() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl..",
                        "jakarta.ws.rs..",
                        "org.glassfish.jersey..",
                        "org.jspecify.annotations..",
                        "io.github.fallbackrouting.config..",
                        "io.github.fallbackrouting.routing..",
                        "io.github.fallbackrouting.jersey..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.fallbackrouting.jersey"));
    }

    @Test
    void onlyTheFactoryIsPublic() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleName("JerseyUpstreamFactory")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.fallbackrouting.jersey"));
    }
}
