package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.Batch;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageDecoder;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.Session;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.model.SocketId;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection made of many HTTP requests: responses that the server speaks through, one at a time, and sends of the
/// client. Confined to its loop.
///
/// Frames wait while there is no response to carry them, or while one chunk is under way; both count against the outbox's
/// bound. A new response takes over from the one before, which first says whether its last chunk has left: nothing is
/// lost between them that we still had, and nothing is sent twice.
final class FallbackConnection implements Connection, ResponseStream.Owner {
    private static final Logger LOG = System.getLogger(FallbackConnection.class.getName());

    /// So much goes into one chunk before others have their turn.
    private static final int CHUNK_BYTES = 64 << 10;

    /// pusher-js gives a response up when it has read more than this, in UTF-16 units, and has read all of it; then it asks
    /// for another. What we sent meanwhile would be lost, so we wait for it.
    private static final int RENEWAL_CHARACTERS = 256 << 10;

    private enum State {
        OPEN,
        /// Whoever asks is told the close code.
        CLOSED,
        /// Not in the table of connections any more.
        FORGOTTEN
    }

    /// What the connection asks of whoever made it.
    interface Host {
        /// Asks for admission to the app at `path`, an absolute path with its query.
        void admit(String path, Consumer<Admission.Decision> outcome);

        /// The next client of this name gets another connection.
        void forget();
    }

    /// The response that carries our frames at the moment.
    private static final class Carrier {
        final ResponseStream response;
        final boolean streaming;
        boolean begun;
        boolean busy;
        int characters;
        /// Whether the client should have given it up by now, and has not.
        boolean stays;
        EventLoop.@Nullable Timer renewal;

        Carrier(ResponseStream response, boolean streaming) {
            this.response = response;
            this.streaming = streaming;
        }
    }

    /// One send of the client: the messages that have not been processed yet.
    private record Post(Queue<byte[]> messages, Consumer<Boolean> taken) {}

    private final SessionContext context;
    private final GatewayConfig config;
    private final EventLoop loop;
    private final Counters counters;
    private final SocketId socketId;
    private final Host host;
    /// Whether the URL names no app, so that the first message does; such clients do not answer heartbeats either.
    private final boolean sockJs;
    private final Backlog backlog;
    private final Queue<Post> posts = new ArrayDeque<>(1);
    private int postedBytes;
    private State state = State.OPEN;
    private boolean awaitsPath;
    private boolean reading = true;
    private @Nullable Session session;
    private @Nullable Carrier carrier;
    /// Takes over as soon as the carrier has said what became of its last chunk.
    private @Nullable Carrier successor;
    /// Whether the client has been told that the session is open.
    private boolean greeted;
    private boolean heartbeatDue;
    private boolean dirty;
    private byte[] farewell = {};
    private long lastSentNanos;
    private EventLoop.Timer heartbeat;
    private EventLoop.@Nullable Timer absence;
    private EventLoop.@Nullable Timer end;

    /// @param sockJs whether the first message names the app
    FallbackConnection(SessionContext context, Counters counters, SocketId socketId, boolean sockJs, Host host) {
        this.context = context;
        this.config = context.config();
        this.loop = context.shard().loop();
        this.counters = counters;
        this.socketId = socketId;
        this.sockJs = sockJs;
        this.awaitsPath = sockJs;
        this.host = host;
        this.backlog = new Backlog(counters);
        this.lastSentNanos = loop.nanoTime();
        this.heartbeat = loop.schedule(config.fallbackHeartbeat(), this::beat);
        if (sockJs) {
            end = loop.schedule(config.handshakeTimeout(), this::pathMissing);
        }
    }

    /// Asks for admission; messages of the client wait for it.
    void enter(String path) {
        awaitsPath = false;
        reading = false;
        if (end != null) {
            end.cancel();
        }
        host.admit(path, decision -> {
            switch (decision) {
                case Admission.Decision.Admitted(var app, var place) -> {
                    if (state != State.OPEN) {
                        place.leave(); // The client was faster in leaving than the registry in answering.
                        return;
                    }
                    counters.establishedOne();
                    reading = true;
                    session = new Session(app, this, place, context);
                    readOn();
                }
                case Admission.Decision.Refused(var code, var reason) -> close(code, reason);
            }
        });
    }

    private void pathMissing() {
        close(CloseCode.PATH_NOT_FOUND, "The first message must name the app: {\"path\":\"/app/{key}?protocol=7\"}");
    }

    /// Takes a response to speak through.
    ///
    /// @return whether it was taken; `false` if this connection is no more and the client needs a new one
    boolean attach(ResponseStream response, boolean streaming) {
        if (state == State.FORGOTTEN) {
            return false;
        }
        response.open();
        heard();
        heartbeatDue = false;
        if (absence != null) {
            absence.cancel();
            absence = null;
        }
        var newcomer = new Carrier(response, streaming);
        if (carrier == null) {
            carry(newcomer);
            return true;
        }
        if (successor == null) {
            carrier.response.end();
        } else {
            successor.response.end();
        }
        successor = newcomer;
        return true;
    }

    private void carry(Carrier newcomer) {
        carrier = newcomer;
        lastSentNanos = loop.nanoTime(); // A poll is held for a heartbeat's time, counted from its beginning.
        pump();
    }

    @Override
    public void sent(ResponseStream response) {
        Carrier current = carrier;
        if (current == null || !current.response.equals(response)) {
            return;
        }
        greeted = true;
        backlog.sent();
        if (sockJs) {
            heard(); // Its kernel takes what we send, and no other sign is to be had.
        }
        if (current.streaming) {
            current.busy = false;
            pump();
        }
    }

    @Override
    public void ended(ResponseStream response) {
        if (successor != null && successor.response.equals(response)) {
            successor = null;
        }
        if (carrier == null || !carrier.response.equals(response)) {
            return;
        }
        if (carrier.renewal != null) {
            carrier.renewal.cancel();
        }
        carrier = null;
        backlog.notSent();
        if (successor != null) {
            Carrier next = successor;
            successor = null;
            carry(next);
        } else if (state == State.OPEN) {
            absence = loop.schedule(config.fallbackReceiverWait(), this::forget);
        }
    }

    /// Sends what there is to send, if there is a response that can take it.
    private void pump() {
        Carrier current = carrier;
        if (current == null || current.busy || successor != null || renewalDue(current)) {
            return;
        }
        var chunk = new ByteArrayOutputStream();
        boolean last = !current.streaming;
        if (current.streaming && !current.begun) {
            chunk.writeBytes(SockJsFrames.PRELUDE);
        }
        if (!greeted) {
            chunk.writeBytes(SockJsFrames.OPEN);
        }
        if (greeted || current.streaming) {
            last |= content(chunk);
        }
        if (chunk.size() > 0) {
            current.begun = true;
            current.busy = true;
            lastSentNanos = loop.nanoTime();
            byte[] bytes = chunk.toByteArray();
            current.characters += SockJsFrames.characters(bytes);
            current.response.send(bytes, last);
        }
    }

    /// Whether the client is about to give up `current`. Not for longer than it may be absent, nor until the backlog is in
    /// danger: other clients keep a response for good.
    private boolean renewalDue(Carrier current) {
        if (sockJs || !current.streaming || current.stays || current.characters <= RENEWAL_CHARACTERS
                || state != State.OPEN) {
            return false;
        }
        if (backlog.bytes() > config.maxOutboxBytes() / 2) {
            current.stays = true;
            return false;
        }
        if (current.renewal == null) {
            current.renewal = loop.schedule(config.fallbackReceiverWait(), () -> {
                current.stays = true;
                pump();
            });
        }
        return true;
    }

    /// Adds frames, or what stands for them. Returns whether nothing may follow.
    private boolean content(ByteArrayOutputStream chunk) {
        List<Frame> frames = backlog.take(CHUNK_BYTES);
        if (!frames.isEmpty()) {
            SockJsFrames.messages(frames, chunk);
        }
        if (heartbeatDue) {
            chunk.writeBytes(SockJsFrames.HEARTBEAT);
        }
        heartbeatDue = false;
        if (state == State.CLOSED && backlog.noneWaiting()) {
            chunk.writeBytes(farewell);
            return true;
        }
        return false;
    }

    /// Takes messages of the client, each in UTF-8, in turn.
    ///
    /// @param taken told when there is room for more, or that there is no session to take them
    void receive(List<byte[]> messages, Consumer<Boolean> taken) {
        if (state != State.OPEN) {
            taken.accept(false);
            return;
        }
        heard();
        posts.add(new Post(new ArrayDeque<>(messages), taken));
        postedBytes += messages.stream().mapToInt(message -> message.length).sum();
        readOn();
        if (postedBytes > config.maxOutboxBytes()) {
            close(CloseCode.OVER_CAPACITY, "Over capacity: messages came faster than they could be processed.");
        }
    }

    private void readOn() {
        while (reading && state == State.OPEN && !posts.isEmpty()) {
            Post post = posts.element();
            byte[] message = post.messages().poll();
            if (message == null) {
                posts.remove();
                post.taken().accept(true);
            } else {
                postedBytes -= message.length;
                message(message);
            }
        }
    }

    private void message(byte[] message) {
        if (message.length > config.maxMessageBytes()) {
            close(CloseCode.MESSAGE_TOO_BIG, "A message may have at most " + config.maxMessageBytes() + " bytes");
        } else if (awaitsPath) {
            String path = SockJsDecoder.path(message);
            if (path == null) {
                pathMissing();
            } else {
                enter(path);
            }
        } else if (session != null) {
            counters.receivedOne();
            session.receive(MessageDecoder.decode(message, 0, message.length));
        }
    }

    private void heard() {
        if (session != null && state == State.OPEN) {
            session.heard();
        }
    }

    /// Breaks the silence before whoever is between us and the client takes it for the end.
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
        if (state == State.OPEN) {
            heartbeatDue = true;
            pump();
        }
    }

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

    @Override
    public void enqueue(Frame frame) {
        if (state != State.OPEN) {
            return;
        }
        backlog.add(frame);
        if (backlog.bytes() > config.maxOutboxBytes()) {
            overflow();
        } else {
            flushLater();
        }
    }

    @Override
    public void overflow() {
        if (state == State.OPEN) {
            backlog.dropWaiting();
            close(CloseCode.OVER_CAPACITY, "Over capacity: more than " + config.maxOutboxBytes()
                    + " bytes were waiting for this connection.");
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

    @Override
    public void pauseReading() {
        reading = false;
    }

    @Override
    public void resumeReading() {
        reading = true;
        loop.execute(this::readOn); // Not here: the session is in the middle of something.
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (state != State.OPEN) {
            return;
        }
        LOG.log(Level.DEBUG, () -> "Closing a fallback connection code=" + code.number() + " socket=" + socketId
                + " reason=" + reason);
        counters.closedWith(code);
        state = State.CLOSED;
        farewell = SockJsFrames.close(code.number(), reason);
        stopTimers();
        end = loop.schedule(config.closeTimeout(), this::forget);
        flushLater();
        loop.execute(this::endSession); // Not here: the shard may be walking its subscribers.
    }

    /// Something that we did not foresee. Only this connection ends.
    void fail(Throwable failure) {
        LOG.log(Level.ERROR, "A fallback connection failed socket=" + socketId, failure);
        close(CloseCode.INTERNAL_ERROR, CloseCode.INTERNAL_ERROR.reason());
    }

    /// The client has gone, or has been told often enough that it should.
    private void forget() {
        if (state == State.FORGOTTEN) {
            return;
        }
        state = State.FORGOTTEN;
        host.forget();
        stopTimers();
        backlog.clear();
        if (carrier != null) {
            carrier.response.cut();
        }
        if (successor != null) {
            successor.response.cut();
        }
        endSession();
    }

    private void stopTimers() {
        heartbeat.cancel();
        if (absence != null) {
            absence.cancel();
        }
        if (end != null) {
            end.cancel();
        }
    }

    private void endSession() {
        reading = false;
        posts.forEach(post -> post.taken().accept(false));
        posts.clear();
        if (session != null) {
            session.closed();
        }
    }
}
