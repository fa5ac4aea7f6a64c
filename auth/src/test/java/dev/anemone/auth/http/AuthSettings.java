package dev.anemone.auth.http;

import java.time.Duration;
import java.util.List;

/// Settings of a test: the defaults, and what it changes of them.
record AuthSettings(AuthConfig config) {
    static AuthSettings defaults() {
        return new AuthSettings(AuthConfig.DEFAULTS);
    }

    AuthSettings allowedOrigins(String... origins) {
        return new AuthSettings(new AuthConfig(List.of(origins), config.cookie(), config.requestsPerSecond(),
                config.addressRequestsPerSecond(), config.explain(), config.tokenLeeway(), config.jwksRefresh(),
                config.maxBodyBytes(), config.requestTimeout()));
    }

    AuthSettings cookie(String name) {
        return new AuthSettings(new AuthConfig(config.allowedOrigins(), name, config.requestsPerSecond(),
                config.addressRequestsPerSecond(), config.explain(), config.tokenLeeway(), config.jwksRefresh(),
                config.maxBodyBytes(), config.requestTimeout()));
    }

    AuthSettings rates(int requestsPerSecond, int addressRequestsPerSecond) {
        return new AuthSettings(new AuthConfig(config.allowedOrigins(), config.cookie(), requestsPerSecond,
                addressRequestsPerSecond, config.explain(), config.tokenLeeway(), config.jwksRefresh(),
                config.maxBodyBytes(), config.requestTimeout()));
    }

    AuthSettings tokenLeeway(Duration leeway) {
        return new AuthSettings(new AuthConfig(config.allowedOrigins(), config.cookie(), config.requestsPerSecond(),
                config.addressRequestsPerSecond(), config.explain(), leeway, config.jwksRefresh(),
                config.maxBodyBytes(), config.requestTimeout()));
    }

    AuthSettings maxBodyBytes(int bytes) {
        return new AuthSettings(new AuthConfig(config.allowedOrigins(), config.cookie(), config.requestsPerSecond(),
                config.addressRequestsPerSecond(), config.explain(), config.tokenLeeway(), config.jwksRefresh(),
                bytes, config.requestTimeout()));
    }

    AuthSettings requestTimeout(Duration timeout) {
        return new AuthSettings(new AuthConfig(config.allowedOrigins(), config.cookie(), config.requestsPerSecond(),
                config.addressRequestsPerSecond(), config.explain(), config.tokenLeeway(), config.jwksRefresh(),
                config.maxBodyBytes(), timeout));
    }
}
