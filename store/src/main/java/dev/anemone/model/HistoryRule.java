package dev.anemone.model;

import java.time.Duration;

/// How much history the channels have whose names fit a pattern.
///
/// @param channels which
/// @param size publications of a channel; 0 for no history, else 1 to [#MAX_SIZE]
/// @param ttl how long each is kept; 1 s to [#MAX_TTL], whatever the size
public record HistoryRule(Glob channels, int size, Duration ttl) {
    /// The most publications that a channel may have kept.
    public static final int MAX_SIZE = 10_000;

    /// The longest that a publication may be kept.
    public static final Duration MAX_TTL = Duration.ofDays(7);

    /// What holds for channels that no rule names: 100 publications, 2 minutes.
    public static final HistoryRule DEFAULT = new HistoryRule(Glob.of("*"), 100, Duration.ofMinutes(2));

    public HistoryRule {
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size: expected 0 to " + MAX_SIZE + ", got " + size);
        }
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException("ttl: expected 1s to " + MAX_TTL.toDays() * 24 + "h, got " + ttl);
        }
    }

    /// Whether its channels have history.
    public boolean on() {
        return size > 0;
    }
}
