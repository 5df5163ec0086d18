package io.github.fallbackrouting.sample;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.fallbackrouting.FallbackGroup;
import org.junit.jupiter.api.Test;

class HostIndependenceTest {

    private static final String SAMPLE = "io.github.fallbackrouting.sample..";

    private final JavaClasses sample = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.fallbackrouting.sample");

    @Test
    void theHostKnowsOfUsTheAnnotationOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.fallbackrouting..")
                        .and(resideOutsideOfPackage(SAMPLE))
                        .and(not(equivalentTo(FallbackGroup.class))))
                .check(sample);
    }

    @Test
    void nothingInTheWarNeedsTheLauncherOrItsContainer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..launch")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..sample.launch", "org.eclipse.jetty..")
                .check(sample);
    }
}
