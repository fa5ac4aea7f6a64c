package dev.anemone.bench.plan;

import java.time.Duration;

/// Clients that come and go beside the load: each connects, subscribes to one channel, stays a while and leaves with a close
/// frame.
///
/// @param perSecond clients that come; more than 0, at most 10,000
/// @param presence whether the channels are presence channels and each client a member of its own
/// @param channels how many channels they share, 1 to 10,000
/// @param stay how long a client stays once it is subscribed
public record ChurnPlan(double perSecond, boolean presence, int channels, Duration stay) {
    private static final int MAX = 10_000;

    public ChurnPlan {
        if (!(perSecond > 0 && perSecond <= MAX)) {
            throw new IllegalArgumentException("clients per second: expected more than 0 and at most " + MAX + ", got "
                    + perSecond);
        }
        Bounds.check("channels", channels, 1, MAX);
        Bounds.check("milliseconds of stay", stay.toMillis(), 0, Duration.ofHours(1).toMillis());
    }

    /// The name of a channel.
    public String channel(long client) {
        return (presence ? "presence-bench-churn-" : "bench-churn-") + client % channels;
    }
}
