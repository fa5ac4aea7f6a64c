package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// When those come back whom this node sends or turns away: so many in a second, one after the other, and not all at once.
/// For clients that can be told so; others come as their libraries have it. One per node. Thread-safe.
///
/// Jumps of the clock do no harm: a turn that is over, or too far away, counts as now.
public final class ReturnPacing {
    /// Sooner than this they come as they like, and do not notice that this node is stopping.
    private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// Nobody waits longer. Those who would come in a second row.
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final long nanosPerClient;
    private final InstantSource clock;
    /// When it is the next one's turn, by that clock.
    private final AtomicLong nextTurn;

    /// @param perSecond how many come back in a second; 1 to 1,000,000
    public ReturnPacing(int perSecond, InstantSource clock) {
        this.nanosPerClient = SHORTEST_NANOS / perSecond;
        this.clock = clock;
        this.nextTurn = new AtomicLong(now());
    }

    /// How long one more client should wait that is closed with `code`; zero if it may come as soon as the code says.
    /// Codes that make clients come back take a turn.
    public Duration after(CloseCode code) {
        if (code != CloseCode.OVER_CAPACITY && code != CloseCode.GOING_AWAY) {
            return Duration.ZERO;
        }
        long now = now();
        long turn = possible(nextTurn.getAndUpdate(next -> possible(next, now) + nanosPerClient), now);
        return turn - now < SHORTEST_NANOS ? Duration.ZERO : Duration.ofNanos(turn - now);
    }

    private static long possible(long turn, long now) {
        return turn < now || turn - now > LONGEST_NANOS ? now : turn;
    }

    private long now() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
