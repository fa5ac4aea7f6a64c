package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.App;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides whether a client may send an event to others (Pusher docs, "Triggering client events"). Confined to its
/// session's thread.
///
/// The rate is a token bucket of one second's worth: a burst of that many passes, one more within the second does not,
/// and refused events use nothing up. A connection that sends none has no bucket.
final class ClientEventPolicy {
    /// The code of errors about rate and size; never a close code.
    private static final int REJECTED = 4301;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// What somebody is in a channel.
    enum Place {
        NONE,
        /// By a token that does not let it send.
        LISTENER, SENDER
    }

    private final Supplier<App> app;
    private final LongSupplier nanoTime;
    private @Nullable Bucket bucket;
    /// What the bucket was made for.
    private int bucketRate;

    /// @param app as it is at the moment
    /// @param nanoTime the loop's clock
    ClientEventPolicy(Supplier<App> app, LongSupplier nanoTime) {
        this.app = app;
        this.nanoTime = nanoTime;
    }

    /// Why `event` may not be sent; empty if it may, and then it counts towards the rate.
    ///
    /// @param place of the sender in the channel
    Optional<Frame> refuse(ClientEvent event, Place place) {
        App app = this.app.get();
        if (!app.clientEvents()) {
            return error("To send client events, you must enable this feature in the app's settings (client-events).");
        }
        if (!event.channel().kind().allowsClientEvents()) {
            return error("Client event rejected - only supported on private and presence channels");
        }
        switch (place) {
            case NONE -> {
                return error(
                        "Cannot broadcast client event (connection not subscribed to channel " + event.channel() + ")");
            }
            case LISTENER -> {
                return rejected("Client event rejected - the token does not allow to publish to " + event.channel());
            }
            case SENDER -> {}
        }
        if (event.event().value().length() > app.limits().maxEventNameLength()) {
            return rejected("Client event rejected - its name has more than " + app.limits().maxEventNameLength()
                    + " characters");
        }
        if (event.data().decodedLength() > app.limits().maxEventDataBytes()) {
            return rejected("Client event rejected - its data has " + event.data().decodedLength() + " bytes, at most "
                    + app.limits().maxEventDataBytes() + " are allowed");
        }
        if (!take(app.limits().clientEventsPerSecond())) {
            return rejected("Client event rejected due to rate limit: at most " + app.limits().clientEventsPerSecond()
                    + " per second");
        }
        return Optional.empty();
    }

    private boolean take(int rate) {
        if (bucket == null || bucketRate != rate) {
            bucketRate = rate;
            bucket = Bucket.builder()
                    .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, SECOND))
                    .withCustomTimePrecision(new LoopTime(nanoTime))
                    .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                    .build();
        }
        return bucket.tryConsume(1);
    }

    private record LoopTime(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private static Optional<Frame> error(String message) {
        return Optional.of(MessageEncoder.error(message));
    }

    private static Optional<Frame> rejected(String message) {
        return Optional.of(MessageEncoder.error(REJECTED, message));
    }
}
