package dev.anemone.conformance.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.wire.Wire;
import dev.anemone.testbed.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What a server makes of the files of its certificate when it starts.
@TestInstance(Lifecycle.PER_CLASS)
class TlsFilesIT {
    private TestCertificate made;
    @TempDir private Path folder;

    @BeforeAll
    void make() {
        made = TestCertificate.make("EC");
    }

    private Path certificate() {
        return folder.resolve("cert.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    private String settings() {
        return "tls: { certificate: " + certificate() + ", key: " + key() + " }\n";
    }

    private void write(TestCertificate certificate, String key) throws IOException {
        Files.writeString(certificate(), certificate.certificatePem());
        Files.writeString(key(), key);
    }

    /// One sentence and exit code 2, before anybody is told that the server listens.
    private void assertRefused(String sentence) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("anemone.yml"), settings());
        List<String> command = Stream.concat(AnemoneProcess.program().stream(), Stream.of("serve", "--port", "0",
                "--admin-port", "0", "--config", file.toString())).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("anemone: " + sentence + System.lineSeparator());
            assertThat(process.waitFor(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void filesMustExist() throws IOException, InterruptedException {
        write(made, "");
        Files.delete(certificate());

        assertRefused("tls.certificate: there is no file " + certificate());
    }

    @Test
    void filesMustBelongTogether() throws IOException, InterruptedException {
        write(made, TestCertificate.make("EC").keyPem());

        assertRefused("tls.key: " + key() + " is not the key of the first certificate in " + certificate()
                + "; the server's own certificate comes first, its issuers behind it");
    }

    @Test
    void aKeyMustHaveNoPassword() throws IOException, InterruptedException {
        write(made, TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[]{48, 0}));

        assertRefused("tls.key: " + key() + " is encrypted, and nobody is there to ask for its password; decrypt it"
                + " with: openssl pkey -in " + key() + " -out plain.pem");
    }

    @Test
    void aCertificateThatHasExpiredIsServedWithAWarning() throws IOException {
        TestCertificate old = TestCertificate.expired();
        write(old, old.keyPem());

        try (var server = AnemoneProcess.start("expired", settings());
                var app = new App(server.endpoint().trusting(old.trust()),
                        new Credentials("app-id", "app-key", "app-secret"))) {
            app.connect().subscribe("c");

            String warning = "Clients will refuse this certificate, which is valid from "
                    + old.x509().getNotBefore().toInstant() + " to " + old.x509().getNotAfter().toInstant() + ": "
                    + certificate();
            await().atMost(Wire.PATIENCE).until(() -> server.log().contains(warning));
        }
    }
}
