package dev.anemone.api.webhooks;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait after each failed attempt: twice as long each time, up to a bound.
record RetrySchedule(Duration first, Duration max) {
    /// The share of a wait that chance may add, so that what failed together does not come back together.
    private static final double JITTER = 0.1;

    /// How many times a wait can double before it passes any bound there is.
    private static final int MAX_DOUBLINGS = 40;

    static RetrySchedule of(WebhookConfig config) {
        return new RetrySchedule(config.firstRetry(), config.maxRetryDelay());
    }

    /// The wait after attempt number `attempts`, counted from 1.
    Duration delayAfter(int attempts, RandomGenerator random) {
        long factor = 1L << Math.min(attempts - 1, MAX_DOUBLINGS);
        Duration doubled = first.multipliedBy(factor);
        Duration bounded = doubled.compareTo(max) < 0 ? doubled : max;
        return bounded.plusNanos((long) (bounded.toNanos() * JITTER * random.nextDouble()));
    }
}
