package dev.anemone.gateway.transport.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.Batch;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameKind;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.Session;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.session.Tenant;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One channel as an event stream (HTML standard, "Server-sent events"). The session behind it is an ordinary one that
/// subscribes once; its reader hears the channel's events, and nothing of the protocol. Confined to its loop.
///
/// The response begins when the subscription has taken effect, so that whoever has read the first line misses nothing
/// that is published afterwards, and a refusal can be an HTTP status. A reader for whom more waits than an outbox may have
/// is dropped.
final class EventStreamConnection implements Connection, ResponseStream.Owner {
    private static final Logger LOG = System.getLogger(EventStreamConnection.class.getName());

    /// So much goes into one chunk before others have their turn.
    private static final int CHUNK_BYTES = 64 << 10;

    /// A token may be good for thousands of years, which no timer can count.
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        /// The subscription has not been answered.
        ENTERING, STREAMING,
        /// What waits still leaves, and then the response ends.
        CLOSED
    }

    /// The HTTP side of the stream.
    interface Reply {
        /// Everything is well: these are the headers of an event stream.
        void begin();

        /// There will be no stream.
        void refuse(CloseCode code, String reason);
    }

    private final SessionContext context;
    private final GatewayConfig config;
    private final EventLoop loop;
    private final Counters counters;
    private final SocketId socketId;
    private final Reply reply;
    private final Backlog backlog;
    private State state = State.ENTERING;
    private @Nullable ResponseStream response;
    private @Nullable Session session;
    /// What is said before the next event; mostly empty.
    private String comment = "";
    /// The place at which the stream began, until it has been told.
    private StreamPosition begun = StreamPosition.NONE;
    private boolean busy;
    private boolean dirty;
    private long lastSentNanos;
    private EventLoop.@Nullable Timer heartbeat;
    private EventLoop.@Nullable Timer end;
    private EventLoop.@Nullable Timer expiry;

    EventStreamConnection(SessionContext context, Counters counters, SocketId socketId, Reply reply) {
        this.context = context;
        this.config = context.config();
        this.loop = context.shard().loop();
        this.counters = counters;
        this.socketId = socketId;
        this.reply = reply;
        this.backlog = new Backlog(counters);
    }

    /// Opens the session and enters the one channel.
    ///
    /// @param token by which the reader may; `null` if it showed none
    void start(ResponseStream stream, Tenant tenant, ConnectionQuota.Place place, Subscribe request,
            @Nullable AccessClaims token) {
        response = stream;
        stream.open();
        counters.establishedOne();
        session = new Session(tenant, this, place, context);
        if (token != null) {
            session.present(token);
            expireWith(token);
        }
        session.receive(request);
    }

    /// A reader cannot renew its token: the stream ends sooner than a connection would.
    private void expireWith(AccessClaims token) {
        Instant end = token.expiresAt().plus(context.tokens().leeway());
        Duration left = Duration.between(context.clock().instant(), end);
        expiry = loop.schedule(left.compareTo(LONGEST) < 0 ? left : LONGEST, this::expired);
    }

    @Override
    public void enqueue(Frame frame) {
        if (state == State.CLOSED) {
            return;
        }
        switch (FrameKind.of(frame)) {
            case EVENT -> event(frame);
            case SUBSCRIBED -> begin(frame.position());
            case ERROR -> {
                if (state == State.ENTERING) {
                    close(CloseCode.UNAUTHORIZED, "The channel cannot be read: " + frame.json());
                }
            }
            case CHANNEL_ERROR -> {
                if (state == State.STREAMING) {
                    close(CloseCode.UNAUTHORIZED, "Access was taken back: " + frame.json());
                }
            }
            case PROTOCOL -> {} // For libraries.
        }
    }

    private void expired() {
        close(CloseCode.UNAUTHORIZED, "The token has expired.");
    }

    private void begin(StreamPosition place) {
        state = State.STREAMING;
        reply.begin();
        comment = "subscribed";
        begun = place;
        lastSentNanos = loop.nanoTime();
        heartbeat = loop.schedule(config.fallbackHeartbeat(), this::beat);
        flushLater();
    }

    private void event(Frame frame) {
        backlog.add(frame);
        if (backlog.bytes() > config.maxOutboxBytes()) {
            overflow();
        } else {
            flushLater();
        }
    }

    @Override
    public void overflow() {
        if (state != State.CLOSED) {
            backlog.dropWaiting();
            close(CloseCode.OVER_CAPACITY, "Over capacity: more than " + config.maxOutboxBytes()
                    + " bytes were waiting for this reader.");
        }
    }

    private void flushLater() {
        if (!dirty) {
            dirty = true;
            context.shard().flushLater(this);
        }
    }

    @Override
    public void flush() {
        dirty = false;
        pump();
    }

    private void pump() {
        if (response == null || busy || state == State.ENTERING) {
            return;
        }
        var chunk = new ByteArrayOutputStream();
        List<Frame> frames = backlog.take(CHUNK_BYTES);
        boolean last = state == State.CLOSED && backlog.noneWaiting();
        if (!last) {
            addComment(chunk);
            addBegin(chunk);
        }
        for (Frame frame : frames) {
            addId(chunk, frame.position());
            chunk.writeBytes(DATA);
            chunk.write(frame.wire(), frame.payloadOffset(), frame.size() - frame.payloadOffset());
            chunk.write('\n');
            chunk.write('\n');
        }
        if (last) {
            addComment(chunk);
        }
        if (chunk.size() > 0) {
            busy = true;
            lastSentNanos = loop.nanoTime();
            response.send(chunk.toByteArray(), last);
        }
    }

    /// The place at which the stream begins: without data it is no event, and is remembered nevertheless.
    private void addBegin(ByteArrayOutputStream chunk) {
        if (!begun.equals(StreamPosition.NONE)) {
            addId(chunk, begun);
            chunk.write('\n');
            begun = StreamPosition.NONE;
        }
    }

    private static void addId(ByteArrayOutputStream chunk, StreamPosition place) {
        if (!place.equals(StreamPosition.NONE)) {
            chunk.writeBytes(ID);
            chunk.writeBytes(place.toWire().getBytes(StandardCharsets.US_ASCII));
            chunk.write('\n');
        }
    }

    private void addComment(ByteArrayOutputStream chunk) {
        if (!comment.isEmpty()) {
            chunk.writeBytes((": " + comment + "\n\n").getBytes(StandardCharsets.UTF_8));
            comment = "";
        }
    }

    @Override
    public void sent(ResponseStream stream) {
        busy = false;
        backlog.sent();
        if (session != null) {
            session.heard(); // The reader's kernel takes what we send, and no other sign is to be had.
        }
        pump();
    }

    @Override
    public void ended(ResponseStream stream) {
        response = null;
        backlog.clear();
        state = State.CLOSED;
        stopTimers();
        endSession();
    }

    private void beat() {
        long interval = config.fallbackHeartbeat().toNanos();
        long silent = loop.nanoTime() - lastSentNanos;
        if (silent >= interval) {
            lastSentNanos = loop.nanoTime();
            silent = 0;
            ping();
        }
        heartbeat = loop.schedule(Duration.ofNanos(interval - silent), this::beat);
    }

    @Override
    public void ping() {
        if (state == State.STREAMING && !busy) {
            comment = "heartbeat";
            pump();
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (state == State.CLOSED) {
            return;
        }
        LOG.log(Level.DEBUG, () -> "Closing an event stream code=" + code.number() + " socket=" + socketId
                + " reason=" + reason);
        counters.closedWith(code);
        boolean begun = state == State.STREAMING;
        state = State.CLOSED;
        stopTimers();
        loop.execute(this::endSession); // Not here: the shard may be walking its subscribers.
        if (begun) {
            comment = code.number() + " " + reason.replace('\n', ' ').replace('\r', ' ');
            end = loop.schedule(config.closeTimeout(), this::cut);
            flushLater();
        } else {
            response = null;
            reply.refuse(code, reason);
        }
    }

    private void cut() {
        if (response != null) {
            response.cut();
        }
    }

    private void stopTimers() {
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        if (end != null) {
            end.cancel();
        }
        if (expiry != null) {
            expiry.cancel();
        }
    }

    private void endSession() {
        if (session != null) {
            session.closed();
        }
    }

    @Override
    public boolean knowsPlaces() {
        return true;
    }

    @Override
    public boolean seesAcknowledgements() {
        return false;
    }

    /// It always has.
    @Override
    public void learnPlaces() {}

    @Override
    public SocketId socketId() {
        return socketId;
    }

    @Override
    public void deliver(Batch batch) {
        batch.frames().forEach(this::enqueue);
    }

    @Override
    public void send(Frame frame) {
        enqueue(frame);
    }

    /// Nothing is ever read.
    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}
}
