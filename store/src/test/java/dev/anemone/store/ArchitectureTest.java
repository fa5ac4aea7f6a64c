package dev.anemone.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The one-way doors of this module: values, then ports, then memory, then Redis; third parties in their rooms.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.anemone");

    @Test
    void theModuleIsTheseRooms() {
        classes().should()
                .resideInAnyPackage("dev.anemone.model", "dev.anemone.store", "dev.anemone.store.memory",
                        "dev.anemone.store.redis")
                .check(CLASSES);
    }

    @Test
    void valuesKnowOnlyEachOther() {
        assertThat(CLASSES.containPackage("dev.anemone.model")).isTrue();
        onlyUse("dev.anemone.model", "java..", "org.jspecify..", "dev.anemone.model");
    }

    @Test
    void portsKnowOnlyValues() {
        onlyUse("dev.anemone.store", "java..", "org.jspecify..", "dev.anemone.model", "dev.anemone.store");
    }

    @Test
    void memoryKnowsOnlyPortsAndValues() {
        onlyUse("dev.anemone.store.memory", "java..", "org.jspecify..", "dev.anemone.model", "dev.anemone.store",
                "dev.anemone.store.memory");
    }

    private static void onlyUse(String room, String... allowed) {
        classes().that().resideInAPackage(room).should().onlyDependOnClassesThat().resideInAnyPackage(allowed)
                .check(CLASSES);
    }

    @Test
    void memoryStartsNoThreadAndReadsNoClock() {
        noClasses().that()
                .resideInAPackage("dev.anemone.store.memory")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(.*Executor.*|Timer.*)|java\\.time\\..*Clock")
                .check(CLASSES);
    }

    @Test
    void theRedisDriverStaysInItsRoom() {
        noClasses().that()
                .resideOutsideOfPackage("dev.anemone.store.redis")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
                .check(CLASSES);
    }

    @Test
    void whatAStoreShowsIsThePortsAndOneEntryForEachRoom() {
        classes().that()
                .resideInAnyPackage("dev.anemone.store.memory", "dev.anemone.store.redis")
                .and()
                .arePublic()
                .should()
                .haveNameMatching(".*\\.(MemoryStore|RedisStore|RedisConfig)")
                .check(CLASSES);
    }
}
