package dev.anemone.model;

import java.time.Duration;

/// What one app may do, in numbers. Defaults are Pusher's documented limits, where it documents any.
///
/// @param maxChannelNameLength characters, prefix included; 1 to [ChannelName#MAX_LENGTH]
/// @param maxEventNameLength characters; 1 to [EventName#MAX_LENGTH]
/// @param maxEventDataBytes UTF-8 bytes of one event's `data`; 1 to 10 MiB
/// @param maxChannelsPerEvent channels one request may publish an event to; 1 to 10,000
/// @param maxBatchEvents events of one batch request; 1 to 10,000
/// @param backendEventsPerSecond publications of one API node, an event counting once for each of its channels; 1 to
///     1,000,000, or [App#UNLIMITED]
/// @param clientEventsPerSecond client events of one connection; 1 to 1,000,000
/// @param readRequestsPerSecond requests for channels and users of one API node; 1 to 1,000,000, or [App#UNLIMITED]
/// @param maxPresenceMembers distinct users of one presence channel; 1 to 100,000
/// @param maxUserInfoBytes UTF-8 bytes of one member's `user_info`; 2 to 1 MiB
/// @param maxUserIdLength characters of a presence user id; 1 to [UserId#MAX_LENGTH]
/// @param maxWatchlistUsers users one user may watch; 0 to 100,000
/// @param cacheTtl how long a cache channel keeps its last event; up to 30 days
public record Limits(int maxChannelNameLength, int maxEventNameLength, int maxEventDataBytes, int maxChannelsPerEvent,
        int maxBatchEvents, int backendEventsPerSecond, int clientEventsPerSecond, int readRequestsPerSecond,
        int maxPresenceMembers, int maxUserInfoBytes,
        int maxUserIdLength, int maxWatchlistUsers, Duration cacheTtl) {
    /// Pusher's documented limits.
    public static final Limits DEFAULTS = new Limits(164, 200, 10_240, 100, 10, App.UNLIMITED, 10, App.UNLIMITED, 100,
            1_024, 128, 100,
            Duration.ofMinutes(30));

    public Limits {
        requireRange("max-channel-name-length", maxChannelNameLength, 1, ChannelName.MAX_LENGTH);
        requireRange("max-event-name-length", maxEventNameLength, 1, EventName.MAX_LENGTH);
        requireRange("max-event-data-bytes", maxEventDataBytes, 1, 10 << 20);
        requireRange("max-channels-per-event", maxChannelsPerEvent, 1, 10_000);
        requireRange("max-batch-events", maxBatchEvents, 1, 10_000);
        requireRate("backend-events-per-second", backendEventsPerSecond);
        requireRange("client-events-per-second", clientEventsPerSecond, 1, 1_000_000);
        requireRate("read-requests-per-second", readRequestsPerSecond);
        requireRange("max-presence-members", maxPresenceMembers, 1, 100_000);
        requireRange("max-user-info-bytes", maxUserInfoBytes, 2, 1 << 20);
        requireRange("max-user-id-length", maxUserIdLength, 1, UserId.MAX_LENGTH);
        requireRange("max-watchlist-users", maxWatchlistUsers, 0, 100_000);
        if (cacheTtl.isNegative() || cacheTtl.isZero() || cacheTtl.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("cache-ttl: expected more than 0 and at most 30 days, got " + cacheTtl);
        }
    }

    private static void requireRate(String name, int value) {
        if (value != App.UNLIMITED) {
            requireRange(name, value, 1, 1_000_000);
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }
}
