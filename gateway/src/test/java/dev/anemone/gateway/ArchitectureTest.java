package dev.anemone.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The one-way doors of this module: transports, then sessions, then the hub, then the protocol; third parties in their
/// rooms.
class ArchitectureTest {
    private static final String PROTOCOL = "dev.anemone.gateway.protocol";
    private static final String HUB = "dev.anemone.gateway.hub";
    private static final String SESSION = "dev.anemone.gateway.session";
    private static final String TRANSPORT = "dev.anemone.gateway.transport";
    private static final String HTTP = "dev.anemone.gateway.transport.http";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.anemone.gateway");

    private static void knowsOnly(String room, String... others) {
        String[] known = Stream.concat(Stream.of("java..", "org.jspecify..", "dev.anemone.model", room),
                Stream.of(others)).toArray(String[]::new);
        classes().that().resideInAPackage(room).should().onlyDependOnClassesThat().resideInAnyPackage(known)
                .check(CLASSES);
    }

    @Test
    void theModuleIsTheseRooms() {
        classes().should()
                .resideInAnyPackage("dev.anemone.gateway", PROTOCOL, HUB, SESSION, TRANSPORT, HTTP)
                .check(CLASSES);
    }

    @Test
    void theProtocolIsValues() {
        knowsOnly(PROTOCOL, "com.fasterxml.jackson.core..");
    }

    @Test
    void theHubKnowsFramesAndPorts() {
        knowsOnly(HUB, PROTOCOL, "dev.anemone.store");
    }

    @Test
    void sessionsKnowNoTransport() {
        knowsOnly(SESSION, HUB, PROTOCOL, "dev.anemone.gateway", "dev.anemone.store", "dev.anemone.auth",
                "dev.anemone.auth.access",
                "io.github.bucket4j..");
    }

    @Test
    void webSocketKnowsNothingOfItsFallbacks() {
        noClasses().that()
                .resideInAPackage(TRANSPORT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HTTP)
                .check(CLASSES);
    }

    @Test
    void jsonIsParsedInFewPlaces() {
        noClasses().that()
                .haveNameNotMatching(".*\\.(MessageDecoder|ChannelData|Json|UserData|SockJsDecoder)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void ratesAreKeptInOnePlace() {
        noClasses().that()
                .haveNameNotMatching(".*\\.ClientEventPolicy(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.bucket4j..")
                .check(CLASSES);
    }

    @Test
    void undertowStaysAtTheEdge() {
        noClasses().that()
                .resideOutsideOfPackages(TRANSPORT, HTTP)
                .and()
                .areNotAssignableTo(Gateway.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(CLASSES);
    }

    @Test
    void implementationsOfTheStoreAreNotKnown() {
        noClasses().should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.anemone.store.memory", "dev.anemone.store.redis", "dev.anemone.api..",
                        "dev.anemone.server..")
                .check(CLASSES);
    }
}
