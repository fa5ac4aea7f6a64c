package dev.anemone.bench.rivals;

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

/// The one-way doors of this module: the rounds, then the report on them, then the workloads, then the servers; third
/// parties in their rooms.
class ArchitectureTest {
    private static final String RIVALS = "dev.anemone.bench.rivals";
    private static final List<String> ROOMS = List.of("", ".report", ".workloads", ".servers", ".runs", ".stock");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(RIVALS);

    @Test
    void theModuleIsTheseRooms() {
        classes().should()
                .resideInAnyPackage(ROOMS.stream().map(room -> RIVALS + room).toArray(String[]::new))
                .check(CLASSES);
    }

    /// A room, and all the rooms of this module it may enter.
    @ParameterizedTest
    @CsvSource({".report, .report .workloads .runs", ".workloads, .workloads .servers .runs", ".servers, .servers",
            ".runs, .runs", ".stock, .stock"})
    void doorsOpenOneWay(String room, String allowed) {
        String[] others = ROOMS.stream()
                .filter(other -> !List.of(allowed.split(" ")).contains(other))
                .map(other -> RIVALS + other)
                .toArray(String[]::new);
        noClasses().that().resideInAPackage(RIVALS + room).should().dependOnClassesThat().resideInAnyPackage(others)
                .check(CLASSES);
    }

    /// Packages of a third party, and the rooms that may know them; the load generator counts as one.
    @ParameterizedTest
    @CsvSource({"io.undertow.., .stock", "org.xnio.., .stock", "com.fasterxml.jackson.., .stock .runs",
            "org.HdrHistogram.., .workloads"})
    void thirdPartiesStayInTheirRooms(String party, String rooms) {
        String[] allowed = Stream.of(rooms.split(" ")).map(room -> RIVALS + room).toArray(String[]::new);
        noClasses().that().resideOutsideOfPackages(allowed).should().dependOnClassesThat().resideInAPackage(party)
                .check(CLASSES);
    }
}
