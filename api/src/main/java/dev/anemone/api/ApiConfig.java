package dev.anemone.api;

import java.time.Duration;

/// What an operator can set about the REST API. Limits that belong to one app are in [dev.anemone.model.Limits].
///
/// @param timestampSkew how far a request's `auth_timestamp` may be from this machine's clock: a signature works for
///     less than this long, before and after, so whoever sees a request can send it again within that time; 1 s to 36,500 days (with which even published examples are accepted)
/// @param maxBodyBytes the longest request body, answered with 413 beyond; 1 KiB to 100 MiB. A batch of full events
///     must fit, and JSON escapes can make an event six times as long as its data
/// @param bodyTimeout how long a body may take to arrive after its header, answered with 408 beyond; 100 ms to 10 min
public record ApiConfig(Duration timestampSkew, int maxBodyBytes, Duration bodyTimeout) {
    /// Pusher's skew of 600 s, bodies up to 1 MiB within 10 s.
    public static final ApiConfig DEFAULTS = new ApiConfig(Duration.ofSeconds(600), 1 << 20, Duration.ofSeconds(10));

    public ApiConfig {
        requireRange("timestamp-skew", timestampSkew, Duration.ofSeconds(1), Duration.ofDays(36_500));
        if (maxBodyBytes < 1 << 10 || maxBodyBytes > 100 << 20) {
            throw new IllegalArgumentException("max-body-bytes: expected 1024 to 104857600, got " + maxBodyBytes);
        }
        requireRange("body-timeout", bodyTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    private static void requireRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }
}
