package dev.anemone.store;

import java.time.Duration;

/// What a store heeds when it notes what webhooks are to tell, and what it keeps of them. Defaults are Pusher's where it
/// documents any.
///
/// @param grace how long a channel may be vacated, and a user gone from a presence channel, before it is told; who is
///     back in time was never gone. 0 to 1 min
/// @param unpacedSubscriptionCount subscriptions up to which every change of their number is told at once; 0 to 1,000,000
/// @param subscriptionCountInterval how often the number of more than that is told, while it changes; 50 ms to 1 h
/// @param cacheMissInterval how long further misses of a cache channel are not told, unless it gets an event; 0 to 1 h
/// @param maxWaitingEvents events that may wait to be read; the oldest are dropped beyond; 1 to 10,000,000
/// @param maxWaitingDeliveries deliveries that may wait to be sent; the oldest are given up beyond; 1 to 10,000,000
/// @param maxFinishedDeliveries delivered and failed ones that are remembered; 0 to 10,000,000
/// @param keepFinished how long they are; up to 30 days
/// @param maxBytes memory for events that wait to be read, and as much again for deliveries, at two bytes a character.
///     Beyond it the oldest events are dropped; finished deliveries are forgotten, and when there are none the oldest
///     waiting ones are given up. 1 MiB to 2 GiB
public record WebhookRules(Duration grace, int unpacedSubscriptionCount, Duration subscriptionCountInterval,
        Duration cacheMissInterval, int maxWaitingEvents, int maxWaitingDeliveries, int maxFinishedDeliveries,
        Duration keepFinished, int maxBytes) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
    private static final int MOST = 10_000_000;

    /// The rules of a server that was told nothing.
    public static final WebhookRules DEFAULTS = new WebhookRules(Duration.ofSeconds(3), 100, Duration.ofSeconds(5),
            Duration.ofSeconds(10), 50_000, 50_000, 10_000, Duration.ofHours(24), 64 << 20);

    public WebhookRules {
        requireRange("grace", grace, Duration.ZERO, Duration.ofMinutes(1));
        requireRange("unpaced-subscription-count", unpacedSubscriptionCount, 0, 1_000_000);
        requireRange("subscription-count-interval", subscriptionCountInterval, SHORTEST_INTERVAL, Duration.ofHours(1));
        requireRange("cache-miss-interval", cacheMissInterval, Duration.ZERO, Duration.ofHours(1));
        requireRange("max-waiting-events", maxWaitingEvents, 1, MOST);
        requireRange("max-waiting-deliveries", maxWaitingDeliveries, 1, MOST);
        requireRange("max-finished-deliveries", maxFinishedDeliveries, 0, MOST);
        requireRange("keep-finished", keepFinished, Duration.ZERO, Duration.ofDays(30));
        requireRange("max-bytes", maxBytes, 1 << 20, Integer.MAX_VALUE);
    }

    private static void requireRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": expected " + min + " to " + max + ", got " + value);
        }
    }
}
