package dev.anemone.conformance.wire;

import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Where a server listens.
///
/// @param pathPrefix what stands before `/app` and `/apps`; empty, or starting with a slash and not ending with one
/// @param tls whom to trust where it speaks TLS; `null` for plain HTTP
public record Endpoint(String host, int port, String pathPrefix, @Nullable SSLContext tls) {
    public Endpoint(String host, int port, String pathPrefix) {
        this(host, port, pathPrefix, null);
    }

    /// Reads `http://host:port/prefix`, or `https`.
    public static Endpoint of(URI url) {
        if (!List.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null
                || url.getPort() < 0) {
            throw new IllegalArgumentException("Expected http://host:port[/prefix], got " + url);
        }
        String path = url.getRawPath();
        return new Endpoint(url.getHost(), url.getPort(), path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path);
    }

    /// The same server, which speaks TLS.
    public Endpoint trusting(SSLContext trust) {
        return new Endpoint(host, port, pathPrefix, trust);
    }

    /// The value of a `Host` header.
    public String authority() {
        return host + ":" + port;
    }

    /// The same server, spoken to without its prefix.
    public Endpoint withoutPrefix() {
        return new Endpoint(host, port, "", tls);
    }
}
