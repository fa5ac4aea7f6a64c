package dev.anemone.server.config;

import dev.anemone.api.ApiConfig;
import dev.anemone.auth.http.AuthConfig;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.model.App;
import dev.anemone.model.Credential;
import dev.anemone.server.proxy.TrustedProxies;
import dev.anemone.store.redis.RedisConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Everything an operator may set. The keys of the configuration file are these components in kebab-case.
///
/// @param host address to listen on, both ports; a name or an IP address
/// @param port of the service: WebSocket, REST API, auth, probes; 0 takes any free port
/// @param adminPort of the metrics; 0 takes any free port
/// @param roles what this node does; at least one
/// @param redis URL of the Redis that nodes share; `null` keeps everything in this process
/// @param redisAllowEviction whether that Redis may forget things when its memory is full
/// @param pathPrefix what stands before every path of the service, e.g. `/realtime`; empty for nothing
/// @param idleTimeout how long an HTTP connection may stay open without a request; WebSockets have rules of their own.
///     50 ms to 24 h
/// @param trustedProxies addresses and CIDR ranges of the proxies whose `Forwarded` and `X-Forwarded-` headers are
///     believed; without any, whoever connects is the client
/// @param tls whether the service's port speaks TLS, and as whom
/// @param apps the tenants; without any, the service runs one for development, whose secret everybody knows
public record ServerConfig(String host, int port, int adminPort, List<Role> roles, @Nullable String redis,
        boolean redisAllowEviction, String pathPrefix, Duration idleTimeout, List<String> trustedProxies,
        TlsConfig tls, List<AppConfig> apps, GatewayConfig gateway, ApiConfig api, AuthConfig auth,
        WebhookSettings webhooks) {
    private static final Pattern PATH_PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~-]+){0,8}");

    /// What holds when nothing was set.
    public static final ServerConfig DEFAULTS = new ServerConfig("127.0.0.1", 6001, 9601,
            List.of(Role.API, Role.GATEWAY, Role.AUTH), null, false, "", Duration.ofSeconds(60), List.of(),
            TlsConfig.DEFAULTS,
            List.of(), GatewayConfig.DEFAULTS, ApiConfig.DEFAULTS, AuthConfig.DEFAULTS, WebhookSettings.DEFAULTS);

    public ServerConfig {
        roles = List.copyOf(roles);
        trustedProxies = List.copyOf(trustedProxies);
        apps = List.copyOf(apps);
        if (host.isBlank()) {
            throw new IllegalArgumentException("host: expected an address to listen on, got nothing");
        }
        requirePort("port", port);
        requirePort("admin-port", adminPort);
        if (port == adminPort && port != 0) {
            throw new IllegalArgumentException("admin-port: expected another port than port, got " + adminPort);
        }
        if (roles.isEmpty() || new HashSet<>(roles).size() < roles.size()) {
            throw new IllegalArgumentException("roles: expected api, gateway, auth or some of these, got " + roles);
        }
        if (!PATH_PREFIX.matcher(pathPrefix).matches()) {
            throw new IllegalArgumentException(
                    "path-prefix: expected a path like /realtime, without a slash at its end, got " + pathPrefix);
        }
        if (redis != null) {
            RedisConfig.at(redis);
        }
        if (idleTimeout.compareTo(Duration.ofMillis(50)) < 0 || idleTimeout.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("idle-timeout: expected 50ms to 24h, got " + idleTimeout);
        }
        requireRanges(trustedProxies);
        requireDistinct(apps);
    }

    /// The proxies that are trusted.
    public TrustedProxies toTrustedProxies() {
        return TrustedProxies.in(trustedProxies);
    }

    /// The configured apps.
    public List<App> toApps() {
        return apps.stream().map(AppConfig::toApp).toList();
    }

    private static void requireRanges(List<String> trustedProxies) {
        try {
            TrustedProxies.in(trustedProxies);
        } catch (IllegalArgumentException refusal) {
            throw new IllegalArgumentException("trusted-proxies: " + refusal.getMessage(), refusal);
        }
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + ": expected 0 to 65535, got " + port);
        }
    }

    private static void requireDistinct(List<AppConfig> apps) {
        var seen = new HashSet<String>();
        for (int i = 0; i < apps.size(); i++) {
            String path = "apps[" + i + "].";
            App app;
            try {
                app = apps.get(i).toApp();
            } catch (IllegalArgumentException refusal) {
                throw new IllegalArgumentException(path + refusal.getMessage(), refusal);
            }
            requireNew(seen, path + "id", "id " + app.id());
            for (Credential credential : app.credentials()) {
                requireNew(seen, path + "key", "key " + credential.key());
            }
        }
    }

    private static void requireNew(HashSet<String> seen, String path, String what) {
        if (!seen.add(what)) {
            throw new IllegalArgumentException(path + ": expected ids and keys of its own, got " + what + " twice");
        }
    }
}
