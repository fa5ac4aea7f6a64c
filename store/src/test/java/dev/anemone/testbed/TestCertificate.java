package dev.anemone.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for `localhost` and 127.0.0.1, new in each test, that nobody but itself has signed; made by the JDK's
/// `keytool`.
public record TestCertificate(X509Certificate x509, PrivateKey privateKey) {
    private static final String PASSWORD = "password";

    /// Valid from yesterday to next week.
    ///
    /// @param algorithm of its key: `RSA`, `EC` or `Ed25519`
    public static TestCertificate make(String algorithm) {
        return make(algorithm, "-startdate", "-1d", "-validity", "8");
    }

    /// Was valid, until yesterday.
    public static TestCertificate expired() {
        return make("EC", "-startdate", "-3d", "-validity", "2");
    }

    private static TestCertificate make(String algorithm, String... validity) {
        try {
            Path folder = Files.createTempDirectory("anemone-certificate-");
            Path file = folder.resolve("keys.p12");
            try {
                keytool(algorithm, file, validity);
                return read(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(String algorithm, Path file, String... validity)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                "server", "-keyalg", algorithm, "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString()));
        command.addAll(List.of(validity));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool ended with " + keytool.exitValue() + ": " + said);
        }
    }

    private static TestCertificate read(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        Certificate certificate = keys.getCertificate("server");
        return new TestCertificate((X509Certificate) certificate,
                (PrivateKey) keys.getKey("server", PASSWORD.toCharArray()));
    }

    /// `der` as it stands in a PEM file.
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    /// The certificate, in PEM.
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", x509.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Its key, in PEM, as PKCS #8.
    public String keyPem() {
        return pem("PRIVATE KEY", privateKey.getEncoded());
    }

    /// Trusts this certificate, and no other.
    public SSLContext trust() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", x509);
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
