package dev.anemone.model;

import java.time.Duration;

/// What the store keeps of a publication, besides bringing it to those who are there.
///
/// @param size how many publications the channel's history has, this one included; 0 keeps it out of the history
/// @param ttl how long the history has it; zero if it is kept out
/// @param asLast how long a cache channel keeps it as its last event; zero if it does not count as one
public record Retention(int size, Duration ttl, Duration asLast) {
    /// It is kept nowhere.
    public static final Retention NONE = new Retention(0, Duration.ZERO, Duration.ZERO);

    /// In the history by `rule`, and not as the last event.
    public static Retention by(HistoryRule rule) {
        return rule.on() ? new Retention(rule.size(), rule.ttl(), Duration.ZERO) : NONE;
    }

    /// The same, and as the last event for `duration`.
    public Retention asLast(Duration duration) {
        return new Retention(size, ttl, duration);
    }

    /// Whether the publication gets a place in its channel: whether it is kept anywhere.
    public boolean positioned() {
        return size > 0 || asLast.isPositive();
    }
}
