package dev.anemone.api.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/// The body of one request: read at most once, and only when its sender is known. Confined to the exchange's I/O
/// thread.
final class RequestBody {
    /// How much of a refused body is read and thrown away so that the reply is not lost: closing a connection with
    /// unread bytes makes the peer's kernel drop what it has received (RFC 9112 §9.6).
    private static final int MAX_DISCARDED_BYTES = 8 << 20;

    private static final int FIRST_CHUNKED_BUFFER_BYTES = 4 << 10;

    private final HttpServerExchange exchange;
    private final BodyLimits limits;
    private @Nullable StreamSourceChannel channel;
    /// Set when waiting for more of the body has proved to be in vain.
    private boolean givenUp;

    RequestBody(HttpServerExchange exchange, BodyLimits limits) {
        this.exchange = exchange;
        this.limits = limits;
    }

    /// The bytes of the body, none if there is no body. Refused with 413 if they are too many, before any is read where
    /// the header tells; with 408 if they are late; with 400 if they break off. Invites the body first if the client
    /// waits for that (`Expect: 100-continue`).
    CompletionStage<Checked<byte[]>> read() {
        if (exchange.isRequestComplete()) {
            return CompletableFuture.completedStage(Checked.valid(new byte[0]));
        }
        long declared = declaredLength();
        if (declared > limits.maxBytes()) {
            return CompletableFuture.completedStage(tooLarge());
        }
        var body = new CompletableFuture<Checked<byte[]>>();
        int expected = declared < 0 ? Math.min(FIRST_CHUNKED_BUFFER_BYTES, limits.maxBytes()) : (int) declared;
        invited(() -> BodyTransfer.start(exchange, channel(), limits.timeout(), new Collector(expected, body)));
        return body;
    }

    /// Whether nothing of the body is left on the connection, so that a reply may be followed by another request.
    boolean consumed() {
        return exchange.isRequestComplete();
    }

    /// Whether what is left of the body is known to be short, and on its way.
    boolean endsSoon() {
        long declared = declaredLength();
        return declared >= 0 && declared <= limits.maxBytes() && !awaitsInvitation() && !givenUp;
    }

    /// Reads what is left of the body and throws it away, within limits; then calls `then`, whether or not the end was
    /// reached.
    void discard(Runnable then) {
        if (consumed() || awaitsInvitation() || givenUp) {
            then.run();
        } else {
            BodyTransfer.start(exchange, channel(), limits.timeout(), new Discarder(then));
        }
    }

    private boolean awaitsInvitation() {
        return HttpContinue.requiresContinueResponse(exchange.getRequestHeaders())
                && !HttpContinue.isContinueResponseSent(exchange);
    }

    private void invited(Runnable then) {
        if (!HttpContinue.requiresContinueResponse(exchange)) {
            then.run();
            return;
        }
        HttpContinue.sendContinueResponse(exchange, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange sameExchange, Sender none) {
                // If the 25 bytes had to wait for the socket, this runs in a handler on a worker thread.
                exchange.dispatch(SameThreadExecutor.INSTANCE, () -> IoThread.of(exchange).execute(then));
            }

            @Override
            public void onException(HttpServerExchange sameExchange, Sender none, IOException failure) {
                onComplete(sameExchange, none); // Reading will find the broken connection.
            }
        });
    }

    /// The channel can be asked for once only.
    private StreamSourceChannel channel() {
        if (channel == null) {
            channel = exchange.getRequestChannel();
        }
        return channel;
    }

    /// What the header says; -1 if it does not.
    private long declaredLength() {
        String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
        if (header == null || exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
            return -1;
        }
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE; // The listener has seen that these are digits, so they are too many.
        }
    }

    private Checked<byte[]> tooLarge() {
        return Checked.refused(Reply.tooLarge("The request body exceeds the allowed maximum (" + limits.maxBytes()
                + " bytes). Send less, or raise the setting api.max-body-bytes."));
    }

    /// Keeps the bytes. A body of the expected length is read into its final array.
    private final class Collector implements BodyTransfer.Sink {
        private final CompletableFuture<Checked<byte[]>> body;
        /// Tells a body that has ended from one that is longer than expected.
        private final ByteBuffer probe = ByteBuffer.allocate(1);
        private ByteBuffer collected;

        Collector(int expectedLength, CompletableFuture<Checked<byte[]>> body) {
            this.collected = ByteBuffer.allocate(expectedLength);
            this.body = body;
        }

        @Override
        public Optional<ByteBuffer> room() {
            if (probe.position() > 0) {
                if (collected.capacity() == limits.maxBytes()) {
                    return Optional.empty();
                }
                long doubled = 2L * Math.max(collected.capacity(), FIRST_CHUNKED_BUFFER_BYTES);
                int capacity = (int) Math.min(doubled, limits.maxBytes());
                collected = ByteBuffer.allocate(capacity).put(collected.flip()).put(probe.flip());
                probe.clear();
            }
            return Optional.of(collected.hasRemaining() ? collected : probe);
        }

        @Override
        public void ended(BodyTransfer.Ending ending) {
            givenUp = ending == BodyTransfer.Ending.LATE || ending == BodyTransfer.Ending.BROKEN;
            body.complete(switch (ending) {
                case COMPLETE -> Checked.valid(collected.hasRemaining()
                        ? Arrays.copyOf(collected.array(), collected.position())
                        : collected.array());
                case FULL -> tooLarge();
                case LATE -> Checked.refused(Reply.timeout("The request body did not arrive within "
                        + limits.timeout().toMillis() + " ms (setting api.body-timeout)."));
                case BROKEN -> Checked.refused(Reply.badRequest("The request body broke off or is malformed."));
            });
        }
    }

    /// Counts the bytes and forgets them.
    private static final class Discarder implements BodyTransfer.Sink {
        private final Runnable then;
        private final ByteBuffer scrap = ByteBuffer.allocate(16 << 10);
        private int discarded;

        Discarder(Runnable then) {
            this.then = then;
        }

        @Override
        public Optional<ByteBuffer> room() {
            discarded += scrap.position();
            return discarded < MAX_DISCARDED_BYTES ? Optional.of(scrap.clear()) : Optional.empty();
        }

        @Override
        public void ended(BodyTransfer.Ending ending) {
            then.run();
        }
    }
}
