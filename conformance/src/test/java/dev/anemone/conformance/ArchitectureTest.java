package dev.anemone.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/// These tests see the service from outside only.
class ArchitectureTest {
    private static final String CONFORMANCE = "dev.anemone.conformance";

    private final JavaClasses classes = new ClassFileImporter().importPackages(CONFORMANCE);

    /// What starts a Redis for tests is none of the service's.
    @Test
    void noneOfOurOwnClassesIsUsed() {
        noClasses().should().dependOnClassesThat(DescribedPredicate.describe("are the service's own",
                (JavaClass type) -> type.getPackageName().startsWith("dev.anemone.")
                        && !type.getPackageName().startsWith(CONFORMANCE)
                        && !type.getPackageName().equals("dev.anemone.testbed")))
                .check(classes);
    }

    @Test
    void theWireKnowsNeitherPusherNorTheServer() {
        noClasses().that().resideInAPackage("..wire").should().dependOnClassesThat()
                .resideInAnyPackage(CONFORMANCE + ".pusher", CONFORMANCE + ".server", "com.fasterxml..").check(classes);
    }

    @Test
    void thePusherClientDoesNotKnowWhichServerItTalksTo() {
        noClasses().that().resideInAPackage("..pusher").should().dependOnClassesThat()
                .resideInAPackage(CONFORMANCE + ".server").check(classes);
    }
}
