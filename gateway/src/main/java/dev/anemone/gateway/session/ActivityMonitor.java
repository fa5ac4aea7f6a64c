package dev.anemone.gateway.session;

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
    private final long silenceNanos;
    private final long pongNanos;
    private long lastHeardNanos;
    /// When the ping left that is still unanswered; 0 if none is.
    private long pingedNanos;
    private EventLoop.Timer timer;

    /// Starts watching.
    ActivityMonitor(Connection connection, EventLoop loop, Duration silence, Duration pongTimeout,
            RandomGenerator random) {
        this.connection = connection;
        this.loop = loop;
        this.silenceNanos = (long) (silence.toNanos() * (1 - JITTER * random.nextDouble()));
        this.pongNanos = pongTimeout.toNanos();
        this.lastHeardNanos = loop.nanoTime();
        this.timer = loop.schedule(Duration.ofNanos(silenceNanos), this);
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
        if (silent < silenceNanos) {
            timer = loop.schedule(Duration.ofNanos(silenceNanos - silent), this);
            return;
        }
        pingedNanos = now;
        connection.ping();
        timer = loop.schedule(Duration.ofNanos(pongNanos), this);
    }
}
