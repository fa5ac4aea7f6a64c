package dev.anemone.api.webhooks;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An endpoint behind TLS, whose certificate it has signed itself. Answers 200.
final class TlsReceiver implements AutoCloseable {
    private static final String PASSWORD = "password";

    private final HttpsServer server;
    private final SSLContext trust;
    private final AtomicInteger requests = new AtomicInteger();

    private TlsReceiver(HttpsServer server, SSLContext trust) {
        this.server = server;
        this.trust = trust;
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    /// @param folder for its key
    /// @param host whom the certificate is of
    static TlsReceiver start(Path folder, String host) throws IOException, InterruptedException,
            GeneralSecurityException {
        KeyStore keys = makeKey(folder.resolve("key.p12"), host);
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD.toCharArray());
        var identity = SSLContext.getInstance("TLS");
        identity.init(keyManagers.getKeyManagers(), null, null);
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("endpoint", keys.getCertificate("endpoint"));
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(certificates);
        var trust = SSLContext.getInstance("TLS");
        trust.init(null, trustManagers.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new TlsReceiver(server, trust);
    }

    private static KeyStore makeKey(Path file, String host)
            throws IOException, InterruptedException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "endpoint", "-keyalg", "EC", "-dname", "CN=" + host, "-ext",
                "SAN=dns:" + host, "-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
                file.toString()).inheritIO().start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool ended with " + keytool.exitValue());
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        return keys;
    }

    URI url(String host) {
        return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    }

    /// Verifies this endpoint's certificate, and no other.
    SSLContext trust() {
        return trust;
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
