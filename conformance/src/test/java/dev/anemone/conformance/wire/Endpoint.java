package dev.anemone.conformance.wire;

import java.net.URI;

/// Where a server listens, in plain HTTP.
///
/// @param pathPrefix what stands before `/app` and `/apps`; empty, or starting with a slash and not ending with one
public record Endpoint(String host, int port, String pathPrefix) {
    /// Reads `http://host:port/prefix`.
    public static Endpoint of(URI url) {
        if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
            throw new IllegalArgumentException("Expected http://host:port[/prefix], got " + url);
        }
        String path = url.getRawPath();
        return new Endpoint(url.getHost(), url.getPort(), path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path);
    }

    /// The value of a `Host` header.
    public String authority() {
        return host + ":" + port;
    }

    /// The same server, spoken to without its prefix.
    public Endpoint withoutPrefix() {
        return new Endpoint(host, port, "");
    }
}
