package dev.anemone.server.config;

import java.util.Locale;

/// A part of the service that a node can run.
public enum Role {
    /// The signed REST API, under `/apps/`.
    API,
    /// The WebSocket gateway, at `/app/{key}`.
    GATEWAY,
    /// The service that signs subscriptions, under `/auth/`.
    AUTH;

    /// As written in the configuration.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
