package dev.anemone.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The one-way doors of this module: the entry, then events, then channels, then HTTP; third parties in their rooms.
class ArchitectureTest {
    private static final String[] BELOW = {"java..", "org.jspecify..", "dev.anemone.model", "dev.anemone.store",
            "dev.anemone.api.http"};

    private static final String DECODER = ".*\\.(JsonBody|EventDecoder|RevocationDecoder)(\\$.*)?";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.anemone.api");

    @Test
    void theModuleIsTheseRooms() {
        classes().should()
                .resideInAnyPackage("dev.anemone.api", "dev.anemone.api.http", "dev.anemone.api.events",
                        "dev.anemone.api.channels", "dev.anemone.api.revocations", "dev.anemone.api.users",
                        "dev.anemone.api.webhooks")
                .check(CLASSES);
    }

    @Test
    void httpKnowsNoRoute() {
        noClasses().that()
                .resideInAPackage("dev.anemone.api.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.anemone.api", "dev.anemone.api.events", "dev.anemone.api.channels",
                        "dev.anemone.api.revocations", "dev.anemone.api.users", "dev.anemone.api.webhooks")
                .check(CLASSES);
    }

    @Test
    void channelsAreAnsweredFromPorts() {
        classes().that()
                .resideInAPackage("dev.anemone.api.channels")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(and("dev.anemone.api.channels"))
                .check(CLASSES);
    }

    @Test
    void usersAreReachedThroughPorts() {
        classes().that()
                .resideInAPackage("dev.anemone.api.users")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(and("dev.anemone.api.users"))
                .check(CLASSES);
    }

    @Test
    void revocationsAreMadeThroughPorts() {
        classes().that()
                .resideInAPackage("dev.anemone.api.revocations")
                .and()
                .haveNameNotMatching(DECODER)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(and("dev.anemone.api.revocations"))
                .check(CLASSES);
    }

    @Test
    void eventsAreTriggeredThroughPorts() {
        classes().that()
                .resideInAPackage("dev.anemone.api.events")
                .and()
                .haveNameNotMatching(DECODER)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(and("dev.anemone.api.events", "dev.anemone.api.channels"))
                .check(CLASSES);
    }

    @Test
    void webhooksAreSentFromPorts() {
        classes().that()
                .resideInAPackage("dev.anemone.api.webhooks")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(and("dev.anemone.api.webhooks", "dev.anemone.auth", "javax.net.ssl",
                        "org.apache.hc.."))
                .check(CLASSES);
    }

    @Test
    void theHttpClientStaysInOnePlace() {
        noClasses().that()
                .haveNameNotMatching(".*\\.(EndpointClient|CheckedResolver)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(CLASSES);
    }

    @Test
    void jsonIsParsedByDecoders() {
        noClasses().that()
                .haveNameNotMatching(DECODER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void ratesAreKeptInOnePlace() {
        noClasses().that()
                .haveNameNotMatching(".*\\.Rates(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.bucket4j..")
                .check(CLASSES);
    }

    @Test
    void undertowStaysAtTheEdge() {
        noClasses().that()
                .resideOutsideOfPackage("dev.anemone.api.http")
                .and()
                .areNotAssignableTo(Api.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(CLASSES);
    }

    @Test
    void implementationsOfTheStoreAreNotKnown() {
        noClasses().should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.anemone.store.memory", "dev.anemone.store.redis", "dev.anemone.gateway..",
                        "dev.anemone.server..")
                .check(CLASSES);
    }

    @Test
    void timeComesFromTheClockThatWasGiven() {
        noClasses().should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    private static String[] and(String... rooms) {
        String[] allowed = Arrays.copyOf(BELOW, BELOW.length + rooms.length);
        System.arraycopy(rooms, 0, allowed, BELOW.length, rooms.length);
        return allowed;
    }
}
