package dev.anemone.server;

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

/// The one-way doors of this module: the process, then its command line, then a node, then what a node is made of, then
/// the configuration; third parties in their rooms.
class ArchitectureTest {
    private static final String SERVER = "dev.anemone.server";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(SERVER);

    @Test
    void theModuleIsTheseRooms() {
        classes().should()
                .resideInAnyPackage(SERVER, SERVER + ".command", SERVER + ".node", SERVER + ".devpage", SERVER + ".sdk",
                        SERVER + ".metrics", SERVER + ".http", SERVER + ".tls", SERVER + ".config", SERVER + ".proxy")
                .check(CLASSES);
    }

    /// A room, and all the rooms of this module it may enter.
    @ParameterizedTest
    @CsvSource({".command, .command .node .http .tls .config",
            ".node, .node .devpage .sdk .metrics .http .tls .config .proxy",
            ".devpage, .devpage .http", ".sdk, .sdk .http", ".metrics, .metrics .tls", ".http, .http .proxy",
            ".tls, .tls .config",
            ".config, .config .proxy",
            ".proxy, .proxy"})
    void doorsOpenOneWay(String room, String allowed) {
        String[] others = Stream
                .of("", ".command", ".node", ".devpage", ".sdk", ".metrics", ".http", ".tls", ".config", ".proxy")
                .filter(other -> !List.of(allowed.split(" ")).contains(other))
                .map(other -> SERVER + other)
                .toArray(String[]::new);
        noClasses().that().resideInAPackage(SERVER + room).should().dependOnClassesThat().resideInAnyPackage(others)
                .check(CLASSES);
    }

    /// Packages of a third party, and the rooms that may know them.
    @ParameterizedTest
    @CsvSource({"picocli.., .command", "java.net.http.., .command", "com.fasterxml.jackson.., .command",
            "org.snakeyaml.., .config", "io.micrometer.., .metrics", "io.undertow.., .http .devpage .sdk .node",
            "org.xnio.., .http"})
    void thirdPartiesStayInTheirRooms(String party, String rooms) {
        String[] allowed = Stream.of(rooms.split(" ")).map(room -> SERVER + room).toArray(String[]::new);
        noClasses().that().resideOutsideOfPackages(allowed).should().dependOnClassesThat().resideInAPackage(party)
                .check(CLASSES);
    }

    @Test
    void theStoresAreMadeInOnePlace() {
        noClasses().that()
                .haveNameNotMatching(".*\\.(StoreDoor|StartupScreen|ServerConfig)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.anemone.store.memory", "dev.anemone.store.redis")
                .check(CLASSES);
    }

    @Test
    void theEnvironmentIsReadByMainAlone() {
        noClasses().that().doNotHaveSimpleName("Main").should().callMethod(System.class, "getenv").orShould()
                .callMethod(System.class, "getenv", String.class).check(CLASSES);
    }
}
