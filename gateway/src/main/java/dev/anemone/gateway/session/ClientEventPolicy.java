package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.App;
import java.util.Optional;

/// Decides whether a client may send an event to others (Pusher docs, "Triggering client events"). Confined to its
/// session's thread.
///
/// The rate is a token bucket of one second's worth: a burst of that many passes, one more within the second does not,
/// and refused events use nothing up.
final class ClientEventPolicy {
    /// The code of errors about rate and size; never a close code.
    private static final int REJECTED = 4301;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final App app;
    /// When the bucket was full, or would have been: each event moves it one interval into the future.
    private long bucketNanos;
    private boolean started;

    ClientEventPolicy(App app) {
        this.app = app;
    }

    /// Why `event` may not be sent; empty if it may, and then it counts towards the rate.
    Optional<Frame> refuse(ClientEvent event, boolean subscribed, long nowNanos) {
        if (!app.clientEvents()) {
            return error("To send client events, you must enable this feature in the app's settings (client-events).");
        }
        if (!event.channel().kind().allowsClientEvents()) {
            return error("Client event rejected - only supported on private and presence channels");
        }
        if (!subscribed) {
            return error(
                    "Cannot broadcast client event (connection not subscribed to channel " + event.channel() + ")");
        }
        if (event.event().value().length() > app.limits().maxEventNameLength()) {
            return rejected("Client event rejected - its name has more than " + app.limits().maxEventNameLength()
                    + " characters");
        }
        if (event.data().decodedLength() > app.limits().maxEventDataBytes()) {
            return rejected("Client event rejected - its data has " + event.data().decodedLength() + " bytes, at most "
                    + app.limits().maxEventDataBytes() + " are allowed");
        }
        if (!take(nowNanos)) {
            return rejected("Client event rejected due to rate limit: at most " + app.limits().clientEventsPerSecond()
                    + " per second");
        }
        return Optional.empty();
    }

    private boolean take(long nowNanos) {
        long interval = NANOS_PER_SECOND / app.limits().clientEventsPerSecond();
        long full = started ? Math.max(bucketNanos - nowNanos, 0) : 0;
        if (full + interval > NANOS_PER_SECOND) {
            return false;
        }
        started = true;
        bucketNanos = nowNanos + full + interval;
        return true;
    }

    private static Optional<Frame> error(String message) {
        return Optional.of(MessageEncoder.error(message));
    }

    private static Optional<Frame> rejected(String message) {
        return Optional.of(MessageEncoder.error(REJECTED, message));
    }
}
