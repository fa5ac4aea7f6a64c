package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.hub.EventLoop;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/// The response of one exchange, whose request has been read. Its methods may be called from the owner's loop; everything
/// else is confined to the exchange's I/O thread.
///
/// While the response is open the connection is read, though nothing is expected: its end is how we learn at once that
/// the client has gone. Bytes that come nevertheless are the next request, and are given back.
final class ExchangeStream implements ResponseStream {
    private final HttpServerExchange exchange;
    private final XnioIoThread thread;
    private final EventLoop ownersLoop;
    private final Owner owner;
    private @Nullable StreamSinkChannel channel;
    private @Nullable ByteBuffer chunk;
    private boolean last;
    private boolean over;

    ExchangeStream(HttpServerExchange exchange, EventLoop ownersLoop, Owner owner) {
        this.exchange = exchange;
        this.thread = exchange.getIoThread();
        this.ownersLoop = ownersLoop;
        this.owner = owner;
    }

    @Override
    public void open() {
        thread.execute(() -> {
            exchange.addExchangeCompleteListener((_, next) -> {
                thread.execute(this::over); // After whatever this turn still has to tell.
                next.proceed();
            });
            watch();
        });
    }

    @Override
    public void send(byte[] bytes, boolean asLast) {
        thread.execute(() -> {
            if (!over) {
                chunk = ByteBuffer.wrap(bytes);
                last = asLast;
                write();
            }
        });
    }

    @Override
    public void end() {
        thread.execute(() -> {
            if (chunk != null) {
                abort();
            } else if (!over) {
                chunk = ByteBuffer.allocate(0);
                last = true;
                write();
            }
        });
    }

    @Override
    public void cut() {
        thread.execute(this::abort);
    }

    private void write() {
        ByteBuffer unsent = chunk;
        if (over || unsent == null) {
            return;
        }
        try {
            StreamSinkChannel sink = channel == null ? start(unsent) : channel;
            while (unsent.hasRemaining()) {
                if (sink.write(unsent) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            if (last) {
                sink.shutdownWrites();
            }
            if (!sink.flush()) {
                sink.resumeWrites();
                return;
            }
            chunk = null;
            ownersLoop.execute(() -> owner.sent(this));
            if (last) {
                over();
            } else {
                sink.suspendWrites();
            }
        } catch (IOException _) {
            abort();
        }
    }

    private StreamSinkChannel start(ByteBuffer first) {
        if (last) {
            exchange.setResponseContentLength(first.remaining());
        }
        StreamSinkChannel sink = exchange.getResponseChannel();
        sink.getWriteSetter().set(_ -> write());
        channel = sink;
        return sink;
    }

    private void watch() {
        if (!over && exchange.getConnection() instanceof HttpServerConnection connection
                && connection.getExtraBytes() == null) {
            ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
            if (!source.getConduit().equals(connection.getOriginalSourceConduit())) {
                source.setConduit(connection.getOriginalSourceConduit()); // The one of the request, which is at its end.
            }
            source.setReadListener(_ -> read(connection, source)); // Undertow sets its own for the next request.
            source.resumeReads();
        }
    }

    private void read(HttpServerConnection connection, ConduitStreamSourceChannel source) {
        if (over) {
            source.suspendReads();
            return;
        }
        PooledByteBuffer buffer = connection.getByteBufferPool().allocate();
        int read;
        try {
            read = source.read(buffer.getBuffer());
        } catch (IOException _) {
            read = -1;
        }
        if (read > 0) {
            source.suspendReads();
            buffer.getBuffer().flip();
            connection.ungetRequestBytes(buffer);
            return;
        }
        buffer.close();
        if (read < 0) {
            abort();
        }
    }

    private void abort() {
        if (!over) {
            over();
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    private void over() {
        if (!over) {
            over = true;
            chunk = null;
            ownersLoop.execute(() -> owner.ended(this));
        }
    }
}
