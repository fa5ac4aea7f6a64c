package dev.anemone.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The one-way doors of this module: the command, its reports, the swarm, what it costs, the plan, then sockets and bytes.
class ArchitectureTest {
    private static final String BENCH = "dev.anemone.bench";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BENCH);

    @Test
    void itKnowsNothingOfTheServer() {
        classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage(BENCH + "..", "java..", "javax..", "com.sun.management..", "org.HdrHistogram..",
                        "com.fasterxml.jackson..", "org.jspecify..")
                .check(CLASSES);
    }

    /// A room, and all the rooms of this module it may enter.
    @ParameterizedTest
    @CsvSource({".report, .report .measure .plan", ".swarm, .swarm .measure .plan .wire .io", ".measure, .measure",
            ".plan, .plan .wire", ".wire, .wire", ".io, .io"})
    void doorsOpenOneWay(String room, String allowed) {
        String[] others = Stream.of("", ".report", ".swarm", ".measure", ".plan", ".wire", ".io")
                .filter(other -> !List.of(allowed.split(" ")).contains(other))
                .map(other -> BENCH + other)
                .toArray(String[]::new);
        noClasses().that().resideInAPackage(BENCH + room).should().dependOnClassesThat().resideInAnyPackage(others)
                .check(CLASSES);
    }

    @Test
    void socketsStayInIo() {
        noClasses().that().resideOutsideOfPackage(BENCH + ".io").should().dependOnClassesThat()
                .resideInAPackage("java.nio.channels..").check(CLASSES);
    }

    @Test
    void jsonStaysInItsDecodersAndTheReport() {
        noClasses().that().haveNameNotMatching(".*\\.(Json|ServerMessage.*|JsonReport)").should().dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..").check(CLASSES);
    }
}
