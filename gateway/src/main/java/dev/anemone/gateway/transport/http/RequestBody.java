package dev.anemone.gateway.transport.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/// The body of a request, read without blocking, within a size and a time. Confined to the exchange's I/O thread.
///
/// A body that is too large is answered with 413 as soon as that is known. What its sender has under way by then is read
/// and thrown away, within limits of its own: closing a connection with unread bytes would make the sender's kernel drop
/// the answer (RFC 9112 §9.6).
final class RequestBody {
    /// How much is read after a 413 before the connection is cut.
    static final int MAX_DISCARDED_BYTES = 8 << 20;

    /// What a body may cost.
    ///
    /// @param maxBytes the longest that is taken
    /// @param timeout how long it may take to arrive; then the connection is cut
    /// @param linger how long the sender of too many bytes is listened to; then the connection is cut
    record Bounds(int maxBytes, Duration timeout, Duration linger) {}

    private enum State {
        COLLECTING,
        /// 413 is being said; nothing is read meanwhile.
        REFUSING, DISCARDING, OVER
    }

    private final HttpServerExchange exchange;
    private final Bounds bounds;
    private final Consumer<byte[]> then;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(0);
    private State state = State.COLLECTING;
    private @Nullable StreamSourceChannel channel;
    private XnioExecutor.@Nullable Key timer;
    private int discarded;

    private RequestBody(HttpServerExchange exchange, Bounds bounds, Consumer<byte[]> then) {
        this.exchange = exchange;
        this.bounds = bounds;
        this.then = then;
    }

    /// Reads all of it, then calls `then`, outside of any call of Undertow's: the exchange stays open. Invites the body
    /// first if the client waits for that (`Expect: 100-continue`).
    static void read(HttpServerExchange exchange, Bounds bounds, Consumer<byte[]> then) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> new RequestBody(exchange, bounds, then).start());
    }

    private void start() {
        if (exchange.isRequestComplete()) {
            then.accept(new byte[0]);
        } else if (declaredLength() > bounds.maxBytes()) {
            refuse();
        } else {
            invite();
        }
    }

    /// What the header says; 0 if it does not.
    private long declaredLength() {
        String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE; // The listener has seen that these are digits, so they are too many.
        }
    }

    private void invite() {
        if (!HttpContinue.requiresContinueResponse(exchange)) {
            readAvailable();
            return;
        }
        HttpContinue.sendContinueResponse(exchange, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange invited, Sender none) {
                // If the 25 bytes had to wait for the socket, this runs in a handler on a worker thread.
                invited.dispatch(SameThreadExecutor.INSTANCE,
                        () -> invited.getIoThread().execute(RequestBody.this::readAvailable));
            }

            @Override
            public void onException(HttpServerExchange broken, Sender none, IOException failure) {
                onComplete(broken, none); // Reading will find the broken connection.
            }
        });
    }

    /// The channel can be asked for once only.
    private StreamSourceChannel channel() {
        if (channel == null) {
            channel = exchange.getRequestChannel();
            channel.getReadSetter().set(_ -> readAvailable());
        }
        return channel;
    }

    private void readAvailable() {
        try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            while (state == State.COLLECTING || state == State.DISCARDING) {
                int read = channel().read(buffer.clear());
                if (read < 0) {
                    ended();
                } else if (read == 0) {
                    if (timer == null) {
                        cutAfter(bounds.timeout());
                    }
                    channel().resumeReads();
                    return;
                } else {
                    take(buffer.flip());
                }
            }
        } catch (IOException _) {
            cut();
        }
    }

    private void take(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (state == State.DISCARDING) {
            discarded += count;
            if (discarded > MAX_DISCARDED_BYTES) {
                cut();
            }
        } else if (collected.size() + count > bounds.maxBytes()) {
            channel().suspendReads();
            refuse();
        } else {
            var chunk = new byte[count];
            bytes.get(chunk);
            collected.writeBytes(chunk);
        }
    }

    private void ended() {
        boolean refused = state == State.DISCARDING;
        over();
        channel().getReadSetter().set(null);
        if (refused) {
            exchange.endExchange();
        } else {
            then.accept(collected.toByteArray());
        }
    }

    private void refuse() {
        state = State.REFUSING;
        collected.reset();
        cutAfter(bounds.linger());
        exchange.setPersistent(false);
        Plain.answer(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                "At most " + bounds.maxBytes() + " bytes are read.", new IoCallback() {
                    private boolean written;

                    @Override
                    public void onComplete(HttpServerExchange answered, Sender sender) {
                        if (written) {
                            answered.getIoThread().execute(RequestBody.this::discard);
                        } else {
                            written = true;
                            sender.close(this); // Which flushes.
                        }
                    }

                    @Override
                    public void onException(HttpServerExchange broken, Sender sender, IOException failure) {
                        broken.getIoThread().execute(RequestBody.this::cut);
                    }
                });
    }

    private void discard() {
        boolean uninvited = HttpContinue.requiresContinueResponse(exchange.getRequestHeaders())
                && !HttpContinue.isContinueResponseSent(exchange);
        if (uninvited) {
            cut(); // Nothing is under way.
        } else if (state == State.REFUSING) {
            state = State.DISCARDING;
            readAvailable();
        }
    }

    private void cutAfter(Duration time) {
        stopTimer();
        timer = exchange.getIoThread().executeAfter(this::cut, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cut() {
        if (state != State.OVER) {
            over();
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange(); // So that nobody waits for it.
        }
    }

    private void over() {
        state = State.OVER;
        stopTimer();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.remove();
        }
    }
}
