package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.server.RunningServer;
import dev.anemone.testbed.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `anemone health` beside a server, with the variables or the file that configure it.
class HealthCommandTest {
    @TempDir private Path folder;

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /// Neither the address nor the dates are those in the certificate.
    private RunningServer startWithTls() throws IOException {
        TestCertificate certificate = TestCertificate.expired();
        write("cert.pem", certificate.certificatePem());
        write("key.pem", certificate.keyPem());
        return RunningServer.start("host: 127.0.0.2\n" + tls());
    }

    private String tls() {
        return "tls: { certificate: " + folder.resolve("cert.pem") + ", key: " + folder.resolve("key.pem") + " }\n";
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }

    @Test
    void aNodeThatSpeaksTlsIsAskedByTls() throws IOException {
        try (RunningServer node = startWithTls()) {
            Cli health = Cli.run(Map.of("ANEMONE_HOST", "127.0.0.2", "ANEMONE_PORT", "" + node.port(),
                    "ANEMONE_TLS_CERTIFICATE", folder.resolve("cert.pem").toString(),
                    "ANEMONE_TLS_KEY", folder.resolve("key.pem").toString()), "health", "--ready");

            assertThat(health.err()).isEmpty();
            assertThat(health.out()).isEqualTo(line("ready"));
            assertThat(health.code()).isZero();
        }
    }

    @Test
    void noOtherCertificateIsTrusted() throws IOException {
        try (RunningServer node = startWithTls()) {
            write("cert.pem", TestCertificate.make("EC").certificatePem());
            Path file = write("anemone.yml", "host: 127.0.0.2\nport: " + node.port() + "\n" + tls());

            Cli health = Cli.run("health", "--config", file.toString());

            assertThat(health.err()).startsWith("anemone: Cannot reach Anemone at https://127.0.0.2:" + node.port())
                    .contains("it shows another certificate than the first in " + folder.resolve("cert.pem"))
                    .hasLineCount(1);
            assertThat(health.code()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() throws IOException {
        Path file = write("anemone.yml", tls());

        Cli health = Cli.run("health", "--config", file.toString());

        assertThat(health.err())
                .isEqualTo(line("anemone: tls.certificate: there is no file " + folder.resolve("cert.pem")));
        assertThat(health.code()).isEqualTo(2);
    }

    @Test
    void aNodeOnAllAddressesIsAskedByThatOfThisMachine() throws IOException {
        try (RunningServer node = RunningServer.start("host: 0.0.0.0\npath-prefix: /p")) {
            Path file = write("anemone.yml", "host: 0.0.0.0\npath-prefix: /p\nport: " + node.port());

            Cli health = Cli.run(Map.of("ANEMONE_CONFIG", file.toString()), "health");

            assertThat(health.out()).isEqualTo(line("live"));
            assertThat(health.code()).isZero();
        }
    }

    @Test
    void aNodeThatIsNamedIsNotLookedForInTheConfiguration() {
        try (RunningServer node = RunningServer.start()) {
            Map<String, String> other = Map.of("ANEMONE_TLS_CERTIFICATE", "none", "ANEMONE_TLS_KEY", "none");

            assertThat(Cli.run(other, "health", "--url", node.url()).code()).isZero();
        }
    }

    @Test
    void aPortThatIsAnyFreeOneIsNotGuessed() {
        Cli health = Cli.run(Map.of("ANEMONE_PORT", "0"), "health");

        assertThat(health.err())
                .isEqualTo(line("anemone: The configured port is any free one: name the server with --url."));
        assertThat(health.code()).isEqualTo(1);
    }
}
