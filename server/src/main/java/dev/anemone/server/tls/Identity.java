package dev.anemone.server.tls;

import dev.anemone.server.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// As whom a server speaks TLS.
///
/// @param chain its certificate, and those of its issuers behind it
/// @param key the private key of the first
record Identity(List<X509Certificate> chain, PrivateKey key) {
    private static final Set<String> ALGORITHMS = Set.of("RSA", "EC", "EdDSA");

    Identity {
        chain = List.copyOf(chain);
    }

    /// The identity in two files, which may be one and the same.
    ///
    /// @throws ConfigException if there is none; one sentence that says in which file, and what to do
    static Identity parse(PemFiles files, PemFiles.Contents contents) {
        List<X509Certificate> chain = certificates(files.certificate(), contents.certificate());
        return new Identity(chain, key(files, contents.key(), chain.getFirst().getPublicKey()));
    }

    /// The certificates that the file `path` holds, the server's own first; at least one.
    ///
    /// @throws ConfigException if there is none; one sentence
    static List<X509Certificate> certificates(Path path, String content) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var chain = new ArrayList<X509Certificate>();
            for (Pem block : Pem.all(content)) {
                if (block.label().equals("CERTIFICATE")) {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
            if (chain.isEmpty()) {
                throw refused("certificate", path, "holds no certificate in PEM, which begins with"
                        + " -----BEGIN CERTIFICATE-----");
            }
            String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
            if (!ALGORITHMS.contains(algorithm)) {
                throw refused("certificate", path, "is for a key of " + algorithm + "; expected RSA, EC or Ed25519");
            }
            return chain;
        } catch (CertificateException | IllegalArgumentException malformed) {
            throw refused("certificate", path, "holds a certificate that cannot be read ("
                    + malformed.getMessage() + ")");
        }
    }

    private static PrivateKey key(PemFiles files, String content, PublicKey twin) {
        Path path = files.key();
        try {
            Pem block = Pem.all(content)
                    .stream()
                    .filter(PrivateKeys::isKey)
                    .findFirst()
                    .orElseThrow(() -> refused("key", path,
                            "holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----"));
            if (PrivateKeys.isEncrypted(block)) {
                throw refused("key", path, "is encrypted, and nobody is there to ask for its password; decrypt it with:"
                        + " openssl pkey -in " + path + " -out plain.pem");
            }
            Optional<PrivateKey> key = readable(block, twin);
            if (key.isEmpty() || !PrivateKeys.match(key.get(), twin)) {
                throw refused("key", path, "is not the key of the first certificate in " + files.certificate()
                        + "; the server's own certificate comes first, its issuers behind it");
            }
            return key.get();
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw refused("key", path, "holds a key that cannot be read (" + malformed.getMessage() + ")");
        }
    }

    /// The key in `block`, unless it is of another kind than `twin`.
    private static Optional<PrivateKey> readable(Pem block, PublicKey twin) throws GeneralSecurityException {
        try {
            return Optional.of(PrivateKeys.read(block, twin));
        } catch (InvalidKeySpecException _) {
            return Optional.empty();
        }
    }

    private static ConfigException refused(String setting, Path path, String why) {
        return new ConfigException("tls." + setting + ": " + path + " " + why);
    }

    /// When clients will begin to refuse it.
    Instant expiry() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /// Whether clients accept it at `now`, as far as that is a matter of time.
    boolean validAt(Instant now) {
        return !now.isBefore(chain.getFirst().getNotBefore().toInstant()) && !now.isAfter(expiry());
    }

    /// Serves as this. Asks clients for no certificates.
    SSLContext context() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain.toArray(X509Certificate[]::new));
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This Java runtime cannot serve a certificate that it could read.", e);
        }
    }
}
