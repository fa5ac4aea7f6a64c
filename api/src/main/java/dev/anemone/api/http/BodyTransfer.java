package dev.anemone.api.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/// Moves a body from its connection to a [Sink] as it arrives, without blocking. Confined to the exchange's I/O
/// thread. A body that is already there when the transfer starts costs neither a timer nor a turn of the loop.
final class BodyTransfer implements ChannelListener<StreamSourceChannel> {
    /// Where the bytes go.
    interface Sink {
        /// Room for at least one more byte, or nothing if no more are wanted. What was read into the room of the previous
        /// call is before its position.
        Optional<ByteBuffer> room();

        /// Called once, last.
        void ended(Ending ending);
    }

    /// How a transfer ends.
    enum Ending {
        /// The body is all there.
        COMPLETE,
        /// The sink has no more room, or the listener's own limit was passed.
        FULL,
        /// The time is up.
        LATE,
        /// The connection broke, or the body's framing is malformed.
        BROKEN
    }

    private final HttpServerExchange exchange;
    private final StreamSourceChannel channel;
    private final Sink sink;
    private boolean ended;
    /// Set while the transfer waits for bytes.
    private XnioExecutor.@Nullable Key timer;

    private BodyTransfer(HttpServerExchange exchange, StreamSourceChannel channel, Sink sink) {
        this.exchange = exchange;
        this.channel = channel;
        this.sink = sink;
    }

    static void start(HttpServerExchange exchange, StreamSourceChannel channel, Duration timeout, Sink sink) {
        var transfer = new BodyTransfer(exchange, channel, sink);
        transfer.readAvailable();
        if (!transfer.ended) {
            transfer.timer = exchange.getIoThread()
                    .executeAfter(() -> transfer.end(Ending.LATE), timeout.toMillis(), TimeUnit.MILLISECONDS);
            channel.getReadSetter().set(transfer);
            channel.resumeReads();
        }
    }

    @Override
    public void handleEvent(StreamSourceChannel readable) {
        readAvailable();
    }

    private void readAvailable() {
        while (!ended) {
            Optional<ByteBuffer> room = sink.room();
            if (room.isEmpty()) {
                end(Ending.FULL);
                return;
            }
            try {
                int read = channel.read(room.get());
                if (read == 0) {
                    return;
                }
                if (read < 0) {
                    end(Ending.COMPLETE);
                }
            } catch (RequestTooBigException _) {
                end(Ending.FULL);
            } catch (IOException _) {
                end(Ending.BROKEN);
            }
        }
    }

    private void end(Ending ending) {
        if (ended) {
            return;
        }
        ended = true;
        if (timer != null) {
            timer.remove();
            channel.getReadSetter().set(null);
            if (!exchange.isRequestComplete()) {
                channel.suspendReads();
            }
        }
        sink.ended(ending);
    }
}
