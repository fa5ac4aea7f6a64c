package dev.anemone.gateway.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.CloseCode;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Notices when a peer has died (Pusher Channels Protocol 7, "Ping and pong messages"): after a silence it is pinged, and
/// if nothing at all comes back in time the connection is closed with 4201. Confined to its connection's loop.
///
/// Hearing something costs one field write; the timer finds out later. Each silence is cut by up to a tenth at random, so
/// that connections made together are not pinged together.
final class ActivityMonitor implements Runnable {
    private static final double JITTER = 0.1;

    private final Connection connection;
    private final EventLoop loop;
    private final int silenceMillis;
    private final int pongMillis;
    private long lastHeardNanos;
    /// When the ping left that is still unanswered; 0 if none is.
    private long pingedNanos;
    private EventLoop.Timer timer;

    /// Starts watching.
    ActivityMonitor(Connection connection, EventLoop loop, Duration silence, Duration pongTimeout,
            RandomGenerator random) {
        this.connection = connection;
        this.loop = loop;
        this.silenceMillis = (int) (silence.toMillis() * (1 - JITTER * random.nextDouble()));
        this.pongMillis = (int) pongTimeout.toMillis();
        this.lastHeardNanos = loop.nanoTime();
        this.timer = loop.schedule(Duration.ofMillis(silenceMillis), this);
    }

    /// Anything from the peer proves it alive.
    void heard() {
        lastHeardNanos = loop.nanoTime();
    }

    void stop() {
        timer.cancel();
    }

    @Override
    public void run() {
        long now = loop.nanoTime();
        if (pingedNanos != 0 && lastHeardNanos - pingedNanos < 0) {
            connection.close(CloseCode.PONG_NOT_RECEIVED, CloseCode.PONG_NOT_RECEIVED.reason());
            return;
        }
        pingedNanos = 0;
        long silent = now - lastHeardNanos;
        long left = MILLISECONDS.toNanos(silenceMillis) - silent;
        if (left > 0) {
            timer = loop.schedule(Duration.ofNanos(left), this);
            return;
        }
        pingedNanos = now;
        connection.ping();
        timer = loop.schedule(Duration.ofMillis(pongMillis), this);
    }
}
