package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.Batch;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageDecoder;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.Session;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.model.SocketId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection made of many HTTP requests: responses that the server speaks through, and sends of the client. Confined
/// to its loop.
///
/// A client that asks for no more responses has gone. One whose connection was closed is told so, by whatever it asks, for
/// the time that a WebSocket has to answer its close frame.
final class FallbackConnection implements Connection, FallbackOutbox.Speaker {
    private static final Logger LOG = System.getLogger(FallbackConnection.class.getName());

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
        void admit(String path, FallbackConnection connection, Consumer<Admission.Decision> outcome);

        /// The client knows that the connection has ended, or never will.
        void told();

        /// From now on the connection has no response, and takes none of the client's sockets.
        void absent();

        /// It has one again, or will never have another. Follows each [#absent].
        void notAbsent();

        /// The next client of this name gets another connection.
        void forget();
    }

    private final SessionContext context;
    private final GatewayConfig config;
    private final EventLoop loop;
    private final Counters counters;
    private final SocketId socketId;
    private final Host host;
    /// Whether the URL names no app, so that the first message does. Such clients answer no heartbeats either.
    private final boolean sockJs;
    private final FallbackInbox inbox = new FallbackInbox(this::message);
    private final FallbackOutbox outbox;
    private State state = State.OPEN;
    /// Whether the client knows of places in channels.
    private boolean places;
    private boolean awaitsPath;
    private boolean reading = true;
    /// Whether the client has been told that the connection has ended, or need not be.
    private boolean told;
    private boolean absent;
    private @Nullable Session session;
    /// Whether a flush at the end of the turn is due.
    private boolean dirty;
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
        this.host = host;
        this.outbox = new FallbackOutbox(config, loop, counters, !sockJs, this);
        this.awaitsPath = sockJs;
        if (sockJs) {
            end = loop.schedule(config.handshakeTimeout(), this::pathMissing);
        }
    }

    /// Asks for admission; messages of the client wait for it.
    void enter(String path) {
        awaitsPath = false;
        pauseReading();
        if (end != null) {
            end.cancel();
        }
        host.admit(path, this, decision -> {
            switch (decision) {
                case Admission.Decision.Admitted(var tenant, var place) -> {
                    if (state != State.OPEN) {
                        place.leave(); // The client was faster in leaving than the registry in answering.
                        return;
                    }
                    counters.establishedOne();
                    session = new Session(tenant, this, place, context);
                    resumeReading();
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
        if (absence != null) {
            absence.cancel();
            absence = null;
        }
        noLongerAbsent();
        heard();
        outbox.attach(response, streaming);
        return true;
    }

    /// Who is to be told what becomes of the responses.
    ResponseStream.Owner owner() {
        return outbox;
    }

    @Override
    public void delivered() {
        if (sockJs) {
            heard(); // No other sign is to be had.
        }
    }

    @Override
    public void farewellSaid() {
        if (!told) {
            told = true;
            host.told();
        }
    }

    @Override
    public void unheard() {
        if (state != State.FORGOTTEN) {
            absent = true;
            host.absent();
        }
        if (state == State.OPEN) {
            absence = loop.schedule(config.fallbackReceiverWait(), this::forget);
        }
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
        inbox.add(messages, taken);
        if (inbox.bytes() > config.maxOutboxBytes()) {
            close(CloseCode.OVER_CAPACITY, "Over capacity: messages came faster than they could be processed.");
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
        outbox.add(places ? frame.placed() : frame);
        if (outbox.bytes() > config.maxOutboxBytes()) {
            overflow();
        } else {
            flushLater();
        }
    }

    @Override
    public boolean knowsPlaces() {
        return places;
    }

    @Override
    public void learnPlaces() {
        places = true;
    }

    @Override
    public void overflow() {
        if (state == State.OPEN) {
            outbox.dropWaiting();
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
        outbox.pump();
    }

    @Override
    public void pauseReading() {
        reading = false;
        inbox.pause();
    }

    @Override
    public void resumeReading() {
        reading = true;
        loop.execute(() -> { // Not here: the session is in the middle of something.
            if (reading && state == State.OPEN) {
                inbox.resume();
            }
        });
    }

    @Override
    public void ping() {
        if (state == State.OPEN) {
            outbox.ping();
        }
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
        inbox.pause();
        Duration wait = places ? context.returns().after(code) : Duration.ZERO;
        String told = wait.isZero() ? reason : reason + " retry_after: " + MessageEncoder.seconds(wait);
        outbox.close(SockJsFrames.close(code.number(), told));
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

    /// The client has gone, or has been told for long enough that it should.
    private void forget() {
        if (state != State.FORGOTTEN) {
            state = State.FORGOTTEN;
            farewellSaid(); // Or never will be.
            noLongerAbsent();
            host.forget();
            stopTimers();
            outbox.cut();
            endSession();
        }
    }

    private void noLongerAbsent() {
        if (absent) {
            absent = false;
            host.notAbsent();
        }
    }

    private void stopTimers() {
        if (absence != null) {
            absence.cancel();
        }
        if (end != null) {
            end.cancel();
        }
    }

    private void endSession() {
        inbox.close();
        if (session != null) {
            session.closed();
        }
    }
}
