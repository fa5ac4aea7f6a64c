package dev.anemone.conformance.server;

import java.time.Duration;

/// The servers that tests run against. Each is started once, when the first test needs it.
public enum Setup {
    /// As a customer would run it.
    STANDARD(""),
    /// So that silence that takes minutes takes seconds.
    IMPATIENT("gateway: {activity-timeout: 1s, pong-timeout: 3s}\n"),
    /// So that bounds are near.
    BOUNDED("gateway: {handshake-timeout: 1s, close-timeout: 1s, max-message-bytes: 20000,"
            + " max-fragments-per-message: 100, max-subscriptions-per-connection: 10}\nidle-timeout: 1s\n"
            + "api: {body-timeout: 1s, max-body-bytes: 20000}\nauth: {request-timeout: 1s}\n"),
    /// So that large audiences are counted often.
    COUNTED("gateway: {subscription-count-interval: 1s}\n"),
    /// So that what HTTP clients wait for comes soon.
    BRISK("gateway: {fallback-heartbeat: 1s, fallback-receiver-wait: 1s}\n"),
    /// Behind a path of its own and a proxy on this machine, and refusing subscriptions in Pusher's own way.
    PREFIXED("""
            path-prefix: /prefix
            trusted-proxies: [127.0.0.1]
            gateway: {subscription-errors: false}
            auth: {allowed-origins: ["https://shop.example"]}
            """),
    /// So that the published examples of signed requests are still valid.
    TIMELESS("api: {timestamp-skew: 876000h}\n");

    /// What [#IMPATIENT] is configured with.
    public static final Duration ACTIVITY_TIMEOUT = Duration.ofSeconds(1);
    public static final Duration PONG_TIMEOUT = Duration.ofSeconds(3);

    /// What [#BRISK] is configured with, twice.
    public static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /// What [#COUNTED] is configured with.
    public static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

    /// What [#BOUNDED] is configured with.
    public static final int MAX_BODY_BYTES = 20_000;
    public static final int MAX_MESSAGE_BYTES = 20_000;
    public static final int MAX_FRAGMENTS = 100;
    public static final int MAX_SUBSCRIPTIONS = 10;

    static final String FREE_PORTS = "host: 127.0.0.1\nport: 0\nadmin-port: 0\n";

    private final String settings;

    Setup(String settings) {
        this.settings = settings;
    }

    String yaml() {
        return FREE_PORTS + settings + Tenant.yaml();
    }

    String pathPrefix() {
        return this == PREFIXED ? "/prefix" : "";
    }
}
