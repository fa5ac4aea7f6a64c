package dev.anemone.gateway;

import java.time.Duration;

/// What an operator may set about the gateway. Defaults are Pusher's recommendations where it has any.
///
/// @param activityTimeout silence of a connection after which the server pings it; announced to clients in seconds;
///     50 ms to 24 h
/// @param pongTimeout wait for any sign of life after a ping, then close 4201; 50 ms to 1 h
/// @param handshakeTimeout wait for a complete HTTP request on a new connection; 50 ms to 10 min
/// @param closeTimeout wait for the peer to end a closing connection, or to stop sending a body that is too large, then cut
///     it; 50 ms to 1 min
/// @param subscribeTimeout wait for the store to confirm a subscription or a sign-in, then close 4100; 50 ms to 10 min
/// @param unpacedSubscriptionCount subscriptions up to which every change of their number is told at once; 0 to 1,000,000
/// @param subscriptionCountInterval how often more subscribers than that hear their number, while it changes; 50 ms to 1 h
/// @param maxConnections open connections of this node, all apps together (4100 beyond); 0 lets the file limit decide, and
///     for fallbacks between two requests a fixed bound
/// @param maxMessageBytes one message of a client, its fragments added up (1009 beyond); 1 KiB to 64 MiB
/// @param maxFragmentsPerMessage frames one message may come in (1009 beyond); 1 to 1,000,000
/// @param maxOutboxBytes unsent bytes of one connection (4100 beyond); 4 KiB to 1 GiB
/// @param directWrites whether sockets are written to by the C library's `send` where that can be, past the JDK
/// @param compressionMinBytes messages with fewer are not compressed, also where that was negotiated; 0 to 64 MiB
/// @param maxSubscriptionsPerConnection channels of one connection (refused beyond); 1 to 1,000,000
/// @param subscriptionErrors whether a refused subscription is also told to the channel by `pusher:subscription_error`,
///     as compatible servers do and Pusher does not
/// @param fallbacks whether pusher-js's HTTP fallbacks are offered, below `/pusher/`
/// @param fallbackHeartbeat the longest silence on a response that is kept open, a fallback's or an event stream's; 50 ms to
///     1 min
/// @param fallbackReceiverWait wait for a fallback's client to come back for more, then regard it as gone; 50 ms to 1 min
/// @param timestampSkew how far the `auth_timestamp` of an event stream's signed URL may be from our clock; 1 s to 24 h
/// @param tokenGrace how long a connection keeps what its access token gave when that has expired and no newer one came; 0 s
///     to 5 min
/// @param reconnectsPerSecond how many of the clients that this node sends or turns away should come back in a second, where
///     they can be told; 1 to 1,000,000
public record GatewayConfig(Duration activityTimeout, Duration pongTimeout, Duration handshakeTimeout,
        Duration closeTimeout, Duration subscribeTimeout, int unpacedSubscriptionCount,
        Duration subscriptionCountInterval, int maxConnections, int maxMessageBytes,
        int maxFragmentsPerMessage, int maxOutboxBytes, boolean directWrites, int compressionMinBytes,
        int maxSubscriptionsPerConnection,
        boolean subscriptionErrors, boolean fallbacks, Duration fallbackHeartbeat, Duration fallbackReceiverWait,
        Duration timestampSkew, Duration tokenGrace, int reconnectsPerSecond) {
    private static final Duration SHORTEST = Duration.ofMillis(50);

    /// The settings of a server that was told nothing.
    public static final GatewayConfig DEFAULTS = new GatewayConfig(Duration.ofSeconds(120), Duration.ofSeconds(30),
            Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(5), 100, Duration.ofSeconds(5), 0,
            128 << 10, 1_000, 1 << 20, true, 1 << 10, 10_000,
            true, true, Duration.ofSeconds(25), Duration.ofSeconds(5), Duration.ofSeconds(600),
            Duration.ofSeconds(30), 1_000);

    public GatewayConfig {
        requireRange("activity-timeout", activityTimeout, Duration.ofHours(24));
        requireRange("pong-timeout", pongTimeout, Duration.ofHours(1));
        requireRange("handshake-timeout", handshakeTimeout, Duration.ofMinutes(10));
        requireRange("close-timeout", closeTimeout, Duration.ofMinutes(1));
        requireRange("subscribe-timeout", subscribeTimeout, Duration.ofMinutes(10));
        requireRange("unpaced-subscription-count", unpacedSubscriptionCount, 0, 1_000_000);
        requireRange("subscription-count-interval", subscriptionCountInterval, Duration.ofHours(1));
        requireRange("max-connections", maxConnections, 0, Integer.MAX_VALUE);
        requireRange("max-message-bytes", maxMessageBytes, 1 << 10, 64 << 20);
        requireRange("max-fragments-per-message", maxFragmentsPerMessage, 1, 1_000_000);
        requireRange("max-outbox-bytes", maxOutboxBytes, 4 << 10, 1 << 30);
        requireRange("compression-min-bytes", compressionMinBytes, 0, 64 << 20);
        requireRange("max-subscriptions-per-connection", maxSubscriptionsPerConnection, 1, 1_000_000);
        requireRange("fallback-heartbeat", fallbackHeartbeat, Duration.ofMinutes(1));
        requireRange("fallback-receiver-wait", fallbackReceiverWait, Duration.ofMinutes(1));
        requireRange("timestamp-skew", timestampSkew, Duration.ofSeconds(1), Duration.ofHours(24));
        requireRange("token-grace", tokenGrace, Duration.ZERO, Duration.ofMinutes(5));
        requireRange("reconnects-per-second", reconnectsPerSecond, 1, 1_000_000);
    }

    private static void requireRange(String name, Duration value, Duration max) {
        requireRange(name, value, SHORTEST, max);
    }

    private static void requireRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    name + ": expected " + min.toMillis() + "ms to " + max.toSeconds() + "s, got " + value);
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }
}
