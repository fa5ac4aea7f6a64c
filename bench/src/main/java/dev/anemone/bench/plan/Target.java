package dev.anemone.bench.plan;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.OptionalLong;
import java.util.Set;

/// The server to measure, and as whom.
///
/// @param url where it is, path prefix included: `ws`, `wss`, `http` or `https`
/// @param appId the app that publishes
/// @param key the app's key
/// @param secret the key's secret
/// @param verified whether a TLS certificate must be valid and the host's
/// @param pid the server's process on this machine, if its CPU time is to be read
public record Target(URI url, String appId, String key, String secret, boolean verified, OptionalLong pid) {
    public Target {
        if (!Set.of("ws", "wss", "http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null
                || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("expected an address like ws://127.0.0.1:6001, got " + url);
        }
    }

    /// The dev app of a server.
    public static Target devApp(URI url, OptionalLong pid) {
        return new Target(url, "app-id", "app-key", "app-secret", true, pid);
    }

    /// Whether to speak TLS.
    public boolean secure() {
        return url.getScheme().equals("wss") || url.getScheme().equals("https");
    }

    /// Where to connect to.
    public InetSocketAddress address() {
        return new InetSocketAddress(url.getHost(), url.getPort() >= 0 ? url.getPort() : secure() ? 443 : 80);
    }

    /// Host and port, as HTTP names them.
    public String authority() {
        return url.getRawAuthority();
    }

    /// A path of the server, behind its prefix.
    public String path(String path) {
        String prefix = url.getRawPath();
        return (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path;
    }
}
