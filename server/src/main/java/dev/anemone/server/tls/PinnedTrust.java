package dev.anemone.server.tls;

import dev.anemone.server.config.TlsConfig;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts the certificate that a node is configured with and no other, whatever names and dates it holds: for who asks a node
/// of their own machine by its address, for which hardly any certificate is made.
public final class PinnedTrust extends X509ExtendedTrustManager { // An extended one has the last word on names.
    private final Path file;
    private final X509Certificate pinned;

    private PinnedTrust(Path file) {
        this.file = file;
        this.pinned = Identity.certificates(file, PemFiles.read("certificate", file)).getFirst();
    }

    /// Connects to a node with `config`, which has a certificate, as it stands in its file now.
    ///
    /// @throws dev.anemone.server.config.ConfigException if there is none; one sentence
    public static SSLContext in(TlsConfig config) {
        var trust = new PinnedTrust(Path.of(Objects.requireNonNull(config.certificate())));
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no TLS.", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !chain[0].equals(pinned)) {
            throw new CertificateException("it shows another certificate than the first in " + file);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
        throw new CertificateException("Nobody is served here.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, keyExchange);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, keyExchange);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
