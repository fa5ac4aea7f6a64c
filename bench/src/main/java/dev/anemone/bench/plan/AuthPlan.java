package dev.anemone.bench.plan;

import java.time.Duration;

/// Requests to an authorization endpoint: first a closed loop that finds the most it answers, then an open loop at half of
/// that.
///
/// @param path the endpoint's, on the target
/// @param token presented by each request
/// @param channel what each request wants to subscribe to
/// @param requesters HTTP connections, one request at a time on each; in the open loop a request waits if all are busy, and
///     that counts
/// @param warmUp how long each loop runs before it is measured
/// @param duration how long each is measured
public record AuthPlan(String path, String token, String channel, int requesters, Duration warmUp, Duration duration) {
    /// Letters that no header and no form can take for something else (RFC 6750 §2.1).
    private static final String TOKEN = "[A-Za-z0-9._~+/=-]{1,16384}";
    private static final String CHANNEL = "[A-Za-z0-9_=@,.;-]{1,200}";

    public AuthPlan {
        if (!token.matches(TOKEN)) {
            throw new IllegalArgumentException("token: expected one line of A-Z a-z 0-9 . _ ~ + / = -");
        }
        if (!channel.matches(CHANNEL)) {
            throw new IllegalArgumentException("channel: expected the name of a channel, got " + channel);
        }
        LoadPlan.check(requesters, LoadPlan.TYPICAL_PAYLOAD, warmUp, duration);
    }

    /// The open loop at half of `most` requests per second.
    public RatePlan half(double most) {
        return RatePlan.of(most / 2, requesters, warmUp, duration);
    }

    /// The closed loop.
    public BurstPlan closed() {
        return new BurstPlan(1, requesters, LoadPlan.TYPICAL_PAYLOAD, warmUp, duration, 1);
    }
}
