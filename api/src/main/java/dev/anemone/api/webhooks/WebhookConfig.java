package dev.anemone.api.webhooks;

import java.time.Duration;

/// What an operator can set about sending webhooks. Where they go is set by app ([dev.anemone.model.Webhook]).
///
/// @param attemptTimeout how long an endpoint may take from the lookup of its name to the head of its answer; 50 ms to
///     5 min
/// @param firstRetry how long after a failed attempt the second one follows; each further wait is twice as long; 10 ms to
///     1 h
/// @param maxRetryDelay the longest wait between two attempts; 10 ms to 1 day
/// @param retryHorizon how long after its events a delivery may be tried again; 0 to 7 days. The `pusher` library for Python
///     refuses bodies that are more than 300 s old
/// @param batchWindow how long an event waits for others to join it, where an app batches; 0 to 1 min
/// @param maxBatchEvents how many events one request may tell then; 1 to 1,000
/// @param maxConcurrentRequests requests of this node under way at one time, one for each endpoint at most; 1 to 10,000
/// @param pollInterval how often this node looks for deliveries that have become due; 10 ms to 1 min
/// @param allowPrivateTargets whether endpoints that were set at run time may be in private networks; those that the
///     operator wrote always may
public record WebhookConfig(Duration attemptTimeout, Duration firstRetry, Duration maxRetryDelay,
        Duration retryHorizon, Duration batchWindow, int maxBatchEvents, int maxConcurrentRequests,
        Duration pollInterval, boolean allowPrivateTargets) {
    /// Attempts of 10 s after 1, 2, 4, … 64, 64 s for 5 minutes; batches of 50 events in 100 ms.
    public static final WebhookConfig DEFAULTS = new WebhookConfig(Duration.ofSeconds(10), Duration.ofSeconds(1),
            Duration.ofSeconds(64), Duration.ofMinutes(5), Duration.ofMillis(100), 50, 100, Duration.ofMillis(250),
            false);

    public WebhookConfig {
        requireRange("attempt-timeout", attemptTimeout, Duration.ofMillis(50), Duration.ofMinutes(5));
        requireRange("first-retry", firstRetry, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("max-retry-delay", maxRetryDelay, Duration.ofMillis(10), Duration.ofDays(1));
        requireRange("retry-horizon", retryHorizon, Duration.ZERO, Duration.ofDays(7));
        requireRange("batch-window", batchWindow, Duration.ZERO, Duration.ofMinutes(1));
        requireRange("max-batch-events", maxBatchEvents, 1, 1_000);
        requireRange("max-concurrent-requests", maxConcurrentRequests, 1, 10_000);
        requireRange("poll-interval", pollInterval, Duration.ofMillis(10), Duration.ofMinutes(1));
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }

    private static void requireRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }
}
