package dev.anemone.gateway.transport;

import dev.anemone.gateway.hub.Batch;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.gateway.protocol.MessageDecoder;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.Session;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.model.SocketId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/// One WebSocket after its handshake. Confined to its I/O thread.
///
/// Both ready handlers catch everything: XNIO swallows what they throw and would call them again at once, for ever.
final class WebSocketConnection implements Connection, ReadReadyHandler, WriteReadyHandler, FrameDecoder.Handler {
    private static final Logger LOG = System.getLogger(WebSocketConnection.class.getName());

    private enum State {
        OPEN,
        /// The last frame is queued or sent; we wait for the peer to go.
        CLOSING,
        /// Handed over to be closed; nothing may touch the socket.
        CLOSED
    }

    private final StreamConnection connection;
    private final StreamSinkConduit sink;
    private final IoContext io;
    private final SocketId socketId;
    private final FrameDecoder decoder;
    /// What could not leave yet; `null` while there is nothing, as mostly.
    private @Nullable Outbox outbox;
    /// Compresses what this connection is sent; `null` if it did not negotiate that, or its app does not want it.
    private @Nullable FrameDeflater deflater;
    private State state = State.OPEN;
    /// Whether the client knows of places in channels.
    private boolean places;
    /// Whether a flush at the end of the turn is due.
    private boolean dirty;
    /// Whether the socket was full, so that only [#writeReady] goes on.
    private boolean blocked;
    /// What [Counters#waiting] knows of this connection.
    private int waitingBytes;
    /// Whether nothing more is expected of the peer: what is queued leaves, and then we hang up.
    private boolean hangUpWhenSent;
    private @Nullable Session session;
    private EventLoop.@Nullable Timer closeTimer;

    /// Takes over `connection`, whose conduits must be those that Undertow left on it: they hold what the client sent right
    /// behind its handshake.
    ///
    /// @param compression whether the handshake agreed on it
    WebSocketConnection(StreamConnection connection, IoContext io, boolean compression) {
        this.connection = connection;
        this.sink = RecordSink.of(connection, io.sessions().config().directWrites());
        this.io = io;
        this.socketId = SocketId.random(io.random());
        io.counters().upgradedOne();
        var config = io.sessions().config();
        this.decoder = new FrameDecoder(config.maxMessageBytes(), config.maxFragmentsPerMessage(),
                compression ? io.inflater() : null);
    }

    private StreamSourceConduit source() {
        return connection.getSourceChannel().getConduit();
    }

    /// Opens a session or turns the client away, and starts to read.
    void start(Admission.Decision decision) {
        source().setReadReadyHandler(this);
        sink.setWriteReadyHandler(this);
        switch (decision) {
            case Admission.Decision.Admitted(var tenant, var place) -> {
                io.counters().establishedOne();
                deflater = decoder.compression() && tenant.app().compression() ? io.deflater() : null;
                session = new Session(tenant, this, place, io.sessions());
            }
            case Admission.Decision.Refused(var code, var reason) -> close(code, reason);
        }
        source().resumeReads(); // On Undertow's wrapped conduit this also wakes us for bytes that are already here.
    }

    @Override
    public SocketId socketId() {
        return socketId;
    }

    @Override
    public void deliver(Batch batch) {
        if (state != State.OPEN) {
            return;
        }
        int written = 0;
        if (outbox == null) {
            ByteBuffer wire = run(batch);
            boolean left;
            try {
                written = sink.write(wire);
                left = !wire.hasRemaining() && sink.flush(); // Under TLS, what was taken may not have left.
            } catch (IOException _) {
                gone();
                return;
            }
            if (left) {
                return;
            }
            waitForSocket();
        }
        outbox().addRest(batch.frames(), written, this::wire);
        queued();
    }

    @Override
    public void enqueue(Frame frame) {
        if (state == State.OPEN) {
            queue(wire(frame));
        }
    }

    private ByteBuffer run(Batch batch) {
        if (places) {
            return batch.placed(deflater);
        }
        return deflater == null ? batch.wire() : batch.deflated(deflater);
    }

    private byte[] wire(Frame frame) {
        Frame said = places ? frame.placed() : frame;
        return deflater == null ? said.wire() : said.deflated(deflater);
    }

    @Override
    public boolean knowsPlaces() {
        return places;
    }

    @Override
    public void learnPlaces() {
        places = true;
    }

    private Outbox outbox() {
        if (outbox == null) {
            outbox = new Outbox();
        }
        return outbox;
    }

    private int unsentBytes() {
        return outbox == null ? 0 : outbox.bytes();
    }

    private void keepOnlyBegun() {
        if (outbox != null) {
            outbox.keepOnlyBegun();
        }
    }

    @Override
    public void overflow() {
        if (state == State.OPEN) {
            keepOnlyBegun();
            close(CloseCode.OVER_CAPACITY, "Over capacity: more than " + io.sessions().config().maxOutboxBytes()
                    + " bytes were waiting for this connection.");
        }
    }

    @Override
    public void pauseReading() {
        if (state == State.OPEN) {
            source().suspendReads();
        }
    }

    @Override
    public void resumeReading() {
        if (state != State.CLOSED) {
            source().resumeReads();
        }
    }

    @Override
    public void send(Frame frame) {
        enqueue(frame);
    }

    @Override
    public void ping() {
        if (state == State.OPEN) {
            queue(ControlFrame.ping());
        }
    }

    private void queue(byte[] frame) {
        outbox().add(frame);
        queued();
    }

    /// Something was added to the outbox: flush it later, or give up on a reader that is too slow.
    private void queued() {
        if (unsentBytes() > io.sessions().config().maxOutboxBytes()) {
            overflow();
        } else {
            flushLater();
        }
    }

    private void flushLater() {
        countWaiting();
        if (!dirty && !blocked) {
            dirty = true;
            io.sessions().shard().flushLater(this);
        }
    }

    @Override
    public void flush() {
        dirty = false;
        if (!blocked && state != State.CLOSED) {
            drain();
        }
    }

    private void drain() {
        try {
            if ((outbox == null || outbox.drainTo(sink, io.writeBuffer())) && sink.flush()) {
                outbox = null;
                sent();
            } else {
                waitForSocket();
            }
            countWaiting();
        } catch (IOException _) {
            gone();
        }
    }

    private void waitForSocket() {
        if (!blocked) {
            blocked = true;
            sink.resumeWrites();
        }
    }

    private void sent() {
        if (blocked) {
            blocked = false;
            sink.suspendWrites();
        }
        if (hangUpWhenSent) {
            cut();
        }
    }

    private void countWaiting() {
        int unsent = unsentBytes();
        io.counters().waiting(unsent - waitingBytes);
        waitingBytes = unsent;
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (state != State.OPEN) {
            return;
        }
        LOG.log(Level.DEBUG, () -> "Closing a connection code=" + code.number() + " socket=" + socketId + " reason="
                + reason);
        io.counters().closedWith(code);
        if (code.announced()) {
            Duration wait = places ? io.sessions().returns().after(code) : Duration.ZERO;
            outbox().add(MessageEncoder.error(code.number(), reason, wait).wire());
        }
        beginClosing(ControlFrame.close(code.number(), reason));
    }

    private void beginClosing(byte[] closeFrame) {
        state = State.CLOSING;
        resumeReading(); // Its close frame, or its end.
        outbox().add(closeFrame);
        flushLater();
        SessionContext context = io.sessions();
        closeTimer = context.shard().loop().schedule(context.config().closeTimeout(), this::cut);
        context.shard().loop().execute(this::endSession); // Not here: the shard may be walking its subscribers.
    }

    private void endSession() {
        if (session != null) {
            session.closed();
        }
    }

    /// The peer is not there any more. The shard may be walking its subscribers, and ten thousand may leave at once: what is
    /// left to do waits for its turn, and the selector reports this connection no more.
    private void gone() {
        if (state != State.CLOSED) {
            state = State.CLOSING;
            source().suspendReads();
            sink.suspendWrites();
            io.cutLater(this);
        }
    }

    /// Hangs up, whatever is still unsent. Runs as a task of its own or from a ready handler, never inside a delivery.
    void cut() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        keepOnlyBegun();
        io.counters().waiting(-waitingBytes);
        waitingBytes = 0;
        source().suspendReads();
        sink.suspendWrites();
        endSession();
        io.closeLater(connection);
    }

    @Override
    public void readReady() {
        try {
            ByteBuffer buffer = io.readBuffer();
            int read = source().read(buffer);
            if (read < 0) {
                gone();
            } else if (read > 0) {
                buffer.flip().get(io.inbound(), 0, read);
                decoder.decode(io.inbound(), read, this);
            }
        } catch (IOException _) {
            gone();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void writeReady() {
        try {
            drain();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        LOG.log(Level.ERROR, "A connection failed socket=" + socketId, failure);
        if (state == State.OPEN) {
            close(CloseCode.INTERNAL_ERROR, CloseCode.INTERNAL_ERROR.reason());
        } else {
            cut();
        }
    }

    @Override
    public void text(byte[] bytes, int offset, int length) {
        if (session != null && state == State.OPEN) {
            io.counters().receivedOne();
            session.receive(MessageDecoder.decode(bytes, offset, length));
        }
    }

    @Override
    public void ping(byte[] data) {
        if (session != null && state == State.OPEN) {
            session.heard();
            queue(ControlFrame.pong(data));
        }
    }

    @Override
    public void pong() {
        if (session != null) {
            session.heard();
        }
    }

    /// RFC 6455 §5.5.1 and §7.1.1: answer with the same code, and be the side that closes TCP.
    @Override
    public void closed(int code) {
        hangUpWhenSent = true;
        if (state == State.OPEN) {
            beginClosing(ControlFrame.close(code, ""));
        } else {
            flushLater();
        }
    }

    /// RFC 6455 §7.1.7: tell the peer what it broke. Nothing it says afterwards is read as frames, so we do not wait for
    /// its close frame.
    @Override
    public void violation(CloseCode code, String reason) {
        hangUpWhenSent = true;
        close(code, reason);
        flushLater();
    }

    @Override
    public void forceTermination() {
        cut();
    }

    @Override
    public void terminated() {
        if (io.sessions().shard().loop().inLoop()) {
            gone(); // XNIO calls from inside a read that found the end.
        } else {
            cut();
        }
    }
}
