package dev.anemone.server.tls;

import static dev.anemone.testbed.TestCertificate.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anemone.server.config.ConfigException;
import dev.anemone.server.config.TlsConfig;
import dev.anemone.store.FakeScheduler;
import dev.anemone.testbed.TestCertificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedCertificateTest {
    private static TestCertificate first = TestCertificate.make("EC");
    private static TestCertificate second = first;

    @TempDir private Path folder;
    private final FakeScheduler scheduler = new FakeScheduler();
    private final List<SSLContext> renewals = new ArrayList<>();

    @BeforeAll
    static void make() {
        second = TestCertificate.make("RSA");
    }

    @BeforeEach
    void write() {
        write(first);
    }

    private Path certificate() {
        return folder.resolve("cert.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    private void write(TestCertificate made) {
        write(made.certificatePem(), made.keyPem());
    }

    private void write(String certificate, String key) {
        try {
            Files.writeString(certificate(), certificate);
            Files.writeString(key(), key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ServedCertificate read() {
        return ServedCertificate.read(new TlsConfig(certificate().toString(), key().toString()), scheduler);
    }

    private ServedCertificate watched() {
        ServedCertificate served = read();
        served.watch(renewals::add);
        return served;
    }

    private void look() {
        scheduler.pass(ServedCertificate.INTERVAL);
    }

    @Nested
    class Sources {
        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC", "Ed25519"})
        void areReadForEachKindOfKey(String algorithm) {
            TestCertificate made = TestCertificate.make(algorithm);
            write(made);

            assertThat(read().expiry()).isEqualTo(made.x509().getNotAfter().toInstant());
            assertThat(read().context().getProtocol()).isEqualTo("TLS");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC"})
        void mayHoldAKeyInItsOlderForm(String algorithm) {
            TestCertificate made = TestCertificate.make(algorithm);
            write(made.certificatePem(), pem(algorithm + " PRIVATE KEY", older(made.privateKey().getEncoded())));

            assertThat(read().expiry()).isEqualTo(made.x509().getNotAfter().toInstant());
        }

        /// What PKCS #8 holds behind its version and its algorithm.
        private static byte[] older(byte[] pkcs8) {
            ByteBuffer der = ByteBuffer.wrap(pkcs8);
            enter(der);
            skip(der);
            skip(der);
            var older = new byte[enter(der)];
            der.get(older);
            return older;
        }

        private static void skip(ByteBuffer der) {
            int length = enter(der);
            der.position(der.position() + length);
        }

        private static int enter(ByteBuffer der) {
            der.get();
            int first = der.get() & 0xFF;
            return switch (first) {
                case 0x81 -> der.get() & 0xFF;
                case 0x82 -> der.getShort() & 0xFFFF;
                default -> first;
            };
        }

        @Test
        void mayHoldTheIssuersAndTheKeyAndWords() {
            write("Ours:\n" + first.certificatePem() + second.certificatePem(), "Bag\n" + first.certificatePem()
                    + pem("EC PARAMETERS", new byte[]{6, 0}) + first.keyPem());

            assertThat(read().expiry()).isEqualTo(first.x509().getNotAfter().toInstant());
        }

        @Test
        void mustExist() throws IOException {
            Files.delete(key());

            assertRefused("tls.key: there is no file " + key());
        }

        @Test
        void mustHoldACertificate() {
            write(first.keyPem(), first.keyPem());

            assertRefused("tls.certificate: " + certificate() + " holds no certificate in PEM, which begins with"
                    + " -----BEGIN CERTIFICATE-----");
        }

        @Test
        void mustHoldACertificateThatIsWhole() {
            write(pem("CERTIFICATE", new byte[]{48, 3, 1}), first.keyPem());

            assertThatThrownBy(ServedCertificateTest.this::read).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("tls.certificate: " + certificate()
                            + " holds a certificate that cannot be read (");
        }

        @Test
        void mustHoldAKey() {
            write(first.certificatePem(), first.certificatePem());

            assertRefused("tls.key: " + key() + " holds no private key in PEM, which begins with"
                    + " -----BEGIN PRIVATE KEY-----");
        }

        @Test
        void mustHoldTheKeyOfTheCertificate() {
            String expected = "tls.key: " + key() + " is not the key of the first certificate in " + certificate()
                    + "; the server's own certificate comes first, its issuers behind it";

            write(first.certificatePem(), TestCertificate.make("EC").keyPem());
            assertRefused(expected);
            write(first.certificatePem(), second.keyPem());
            assertRefused(expected);
            write(second.certificatePem(), pem("EC PRIVATE KEY", older(first.privateKey().getEncoded())));
            assertRefused(expected);
        }

        @Test
        void mustHoldAKeyWithoutPassword() {
            String expected = "tls.key: " + key() + " is encrypted, and nobody is there to ask for its password;"
                    + " decrypt it with: openssl pkey -in " + key() + " -out plain.pem";

            write(first.certificatePem(), pem("ENCRYPTED PRIVATE KEY", new byte[]{48, 0}));
            assertRefused(expected);
            write(first.certificatePem(), """
                    -----BEGIN EC PRIVATE KEY-----
                    Proc-Type: 4,ENCRYPTED
                    DEK-Info: AES-256-CBC,5E1F

                    MAA=
                    -----END EC PRIVATE KEY-----
                    """);
            assertRefused(expected);
        }

        private void assertRefused(String sentence) {
            assertThatThrownBy(ServedCertificateTest.this::read).isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
        }

        @Test
        void mayHaveExpired() {
            TestCertificate old = TestCertificate.expired();
            write(old);

            assertThat(read().expiry()).isEqualTo(old.x509().getNotAfter().toInstant());
        }
    }

    @Nested
    class Changes {
        @Test
        void areServed() {
            ServedCertificate served = watched();
            write(second);

            look();

            assertThat(renewals).hasSize(1);
            assertThat(served.expiry()).isEqualTo(second.x509().getNotAfter().toInstant());
        }

        @Test
        void areServedOnce() {
            watched();
            look();
            assertThat(renewals).isEmpty();

            write(second);
            look();
            look();
            write(first);
            look();

            assertThat(renewals).hasSize(2);
        }

        /// As certbot and Kubernetes do: what the names stand for is somewhere else, and nothing is written.
        @Test
        void ofALinkAreServed() throws IOException {
            Path renewed = Files.createDirectory(folder.resolve("2"));
            Path current = folder.resolve("current");
            Files.createSymbolicLink(current, folder);
            ServedCertificate served = ServedCertificate.read(new TlsConfig(current.resolve("cert.pem").toString(),
                    current.resolve("key.pem").toString()), scheduler);
            served.watch(renewals::add);
            Files.writeString(renewed.resolve("cert.pem"), second.certificatePem());
            Files.writeString(renewed.resolve("key.pem"), second.keyPem());

            Files.delete(current);
            Files.createSymbolicLink(current, renewed);
            look();

            assertThat(renewals).hasSize(1);
            assertThat(served.expiry()).isEqualTo(second.x509().getNotAfter().toInstant());
        }

        @Test
        void thatAreNoPairLeaveTheOneBefore() {
            ServedCertificate served = watched();
            write(second.certificatePem(), first.keyPem());

            look();
            assertThat(renewals).isEmpty();
            assertThat(served.stale()).isTrue();
            assertThat(served.expiry()).isEqualTo(first.x509().getNotAfter().toInstant());

            write(second);
            look();
            assertThat(renewals).hasSize(1);
            assertThat(served.stale()).isFalse();
        }

        @Test
        void thatAreTakenBackLeaveTheOneBefore() throws IOException {
            ServedCertificate served = watched();
            Files.delete(certificate());
            look();
            assertThat(served.stale()).isTrue();

            write(first);
            look();
            assertThat(renewals).isEmpty();
            assertThat(served.stale()).isFalse();
        }

        @Test
        void areNotSeenAfterTheEnd() {
            watched().close();
            write(second);

            look();

            assertThat(renewals).isEmpty();
        }
    }
}
