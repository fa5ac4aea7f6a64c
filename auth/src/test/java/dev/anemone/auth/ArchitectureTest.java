package dev.anemone.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The one-way doors of this module, and the rooms of its third-party types.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.anemone.auth");

    @Test
    void theModuleIsTheseRooms() {
        classes().should().resideInAnyPackage("dev.anemone.auth", "dev.anemone.auth.access",
                "dev.anemone.auth.http").check(CLASSES);
    }

    @Test
    void signaturesAndTokensArePure() {
        classes().that().resideInAPackage("dev.anemone.auth")
                .should().onlyDependOnClassesThat().resideInAnyPackage("dev.anemone.auth", "dev.anemone.model",
                        "com.fasterxml.jackson..", "io.jsonwebtoken..", "org.jspecify..", "java.lang..", "java.util..",
                        "java.time..", "java.math..", "java.security..", "javax.crypto..", "java.nio.charset..")
                .check(CLASSES);
    }

    @Test
    void timeIsAParameter() {
        noClasses().should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void whatTheServiceShowsIsItsEntryAndItsSettings() {
        classes().that()
                .resideInAPackage("dev.anemone.auth.http")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*\\.(AuthService|AuthConfig)")
                .check(CLASSES);
    }

    @Test
    void theServiceKnowsAppsThroughThePortsOnly() {
        noClasses().that().resideInAPackage("dev.anemone.auth..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("dev.anemone.store.memory..", "dev.anemone.store.redis..",
                        "dev.anemone.api..", "dev.anemone.gateway..", "dev.anemone.server..")
                .check(CLASSES);
    }

    @Test
    void theNetworkStaysOutsideOfSignaturesAndTokens() {
        noClasses().that().resideOutsideOfPackage("dev.anemone.auth.access")
                .should().dependOnClassesThat().resideInAPackage("java.net.http..")
                .check(CLASSES);
    }

    @Test
    void undertowStaysInHttp() {
        noClasses().that().resideOutsideOfPackage("dev.anemone.auth.http")
                .should().dependOnClassesThat().resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(CLASSES);
    }

    @Test
    void theTokenLibraryStaysInThreeClasses() {
        noClasses().that().doNotHaveFullyQualifiedName(AccessTokens.class.getName())
                .and().doNotHaveFullyQualifiedName(KeySets.class.getName())
                .and().doNotHaveFullyQualifiedName(TokenMint.class.getName())
                .should().dependOnClassesThat().resideInAPackage("io.jsonwebtoken..")
                .check(CLASSES);
    }

    @Test
    void ratesAreKeptInOnePlace() {
        noClasses().that().haveNameNotMatching(".*\\.RequestRate(\\$.*)?")
                .should().dependOnClassesThat().resideInAPackage("io.github.bucket4j..")
                .check(CLASSES);
    }

    @Test
    void jsonStaysInDecodersOfTokensAndRequests() {
        noClasses().that().doNotHaveSimpleName("AccessTokens")
                .and().doNotHaveSimpleName("AccessClaims")
                .and().doNotHaveSimpleName("TokenHeader")
                .and().doNotHaveSimpleName("KeySets")
                .and().doNotHaveSimpleName("BodyDecoder")
                .and().doNotHaveSimpleName("TokenMint")
                .should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void signaturesAreComparedInConstantTime() {
        classes().that().haveSimpleName("HmacSha256")
                .should().callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .check(CLASSES);
        noClasses().that().haveSimpleNameEndingWith("Signer").or().haveSimpleName("HmacSha256")
                .should().callMethod(String.class, "equals", Object.class)
                .orShould().callMethod(String.class, "equalsIgnoreCase", String.class)
                .orShould().callMethod(String.class, "compareTo", String.class)
                .orShould().callMethod(String.class, "contentEquals", CharSequence.class)
                .orShould().callMethod(Arrays.class, "equals", byte[].class, byte[].class)
                .orShould().callMethod(Objects.class, "equals", Object.class, Object.class)
                .check(CLASSES);
    }
}
