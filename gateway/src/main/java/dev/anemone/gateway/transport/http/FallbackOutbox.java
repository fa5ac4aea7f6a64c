package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.transport.Counters;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server says on a fallback, and the responses that carry it, one at a time. Confined to the connection's loop;
/// its bound is kept by its owner.
///
/// Frames wait while there is no response, or while one chunk is under way. A new response takes over from the one before,
/// which first says whether its last chunk has left: nothing is lost between them that we still had, and nothing is sent
/// twice.
final class FallbackOutbox implements ResponseStream.Owner {
    /// Whose words these are.
    interface Speaker {
        /// The client's kernel has taken a chunk.
        void delivered();

        /// So it has taken the farewell.
        void farewellSaid();

        /// No response is left to speak through.
        void unheard();
    }

    /// So much goes into one chunk before others have their turn.
    private static final int CHUNK_BYTES = 64 << 10;

    /// pusher-js gives a response up when it has read more than this, in UTF-16 units, and has read all of it; then it asks
    /// for another. What we sent meanwhile would be lost, so we wait for it.
    private static final int RENEWAL_CHARACTERS = 256 << 10;

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

    private final GatewayConfig config;
    private final EventLoop loop;
    private final boolean renewing;
    private final Speaker speaker;
    private final Backlog backlog;
    private @Nullable Carrier carrier;
    /// Takes over as soon as the carrier has said what became of its last chunk.
    private @Nullable Carrier successor;
    /// Whether the client has been told that the session is open.
    private boolean greeted;
    private boolean heartbeatDue;
    private long lastSentNanos;
    private EventLoop.Timer heartbeat;
    /// Said when all else has been; `null` until the connection is closed.
    private byte @Nullable [] farewell;
    private boolean farewellUnderWay;

    /// @param renewing whether the client gives up long responses
    FallbackOutbox(GatewayConfig config, EventLoop loop, Counters counters, boolean renewing, Speaker speaker) {
        this.config = config;
        this.loop = loop;
        this.renewing = renewing;
        this.speaker = speaker;
        this.backlog = new Backlog(counters);
        this.lastSentNanos = loop.nanoTime();
        this.heartbeat = loop.schedule(config.fallbackHeartbeat(), this::beat);
    }

    /// Speaks through `response` from now on.
    void attach(ResponseStream response, boolean streaming) {
        response.open();
        heartbeatDue = false; // Whoever asks for more is alive.
        var newcomer = new Carrier(response, streaming);
        if (carrier == null) {
            carry(newcomer);
        } else {
            (successor == null ? carrier : successor).response.end();
            successor = newcomer;
        }
    }

    private void carry(Carrier newcomer) {
        carrier = newcomer;
        lastSentNanos = loop.nanoTime(); // A poll is held for a heartbeat's time, counted from its beginning.
        pump();
    }

    @Override
    public void sent(ResponseStream response) {
        Carrier current = carrier;
        if (current != null && current.response.equals(response)) {
            greeted = true;
            backlog.sent();
            speaker.delivered();
            if (farewellUnderWay) {
                farewellUnderWay = false;
                speaker.farewellSaid();
            }
            if (current.streaming) {
                current.busy = false;
                pump();
            }
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
        farewellUnderWay = false;
        backlog.notSent();
        if (successor == null) {
            speaker.unheard();
        } else {
            Carrier next = successor;
            successor = null;
            carry(next);
        }
    }

    /// Adds a frame; it leaves with the next [#pump].
    void add(Frame frame) {
        backlog.add(frame);
    }

    /// Unsent bytes.
    int bytes() {
        return backlog.bytes();
    }

    /// Forgets what is not under way.
    void dropWaiting() {
        backlog.dropWaiting();
    }

    /// Says a heartbeat as soon as possible.
    void ping() {
        heartbeatDue = true;
        pump();
    }

    /// Says `last` to every response from now on, after what waits.
    void close(byte[] last) {
        farewell = last;
        heartbeat.cancel();
    }

    /// Forgets everything, and ends the responses as they are.
    void cut() {
        heartbeat.cancel();
        backlog.clear();
        if (carrier != null) {
            carrier.response.cut();
        }
        if (successor != null) {
            successor.response.cut();
        }
    }

    /// Sends what there is to send, if there is a response that can take it.
    void pump() {
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
            byte[] bytes = chunk.toByteArray();
            current.begun = true;
            current.busy = true;
            current.characters += SockJsFrames.characters(bytes);
            lastSentNanos = loop.nanoTime();
            current.response.send(bytes, last);
        }
    }

    /// Adds frames, or what stands for them. Returns whether nothing may follow.
    private boolean content(ByteArrayOutputStream chunk) {
        List<Frame> frames = backlog.take(CHUNK_BYTES);
        if (!frames.isEmpty()) {
            SockJsFrames.messages(frames, chunk);
        }
        if (farewell != null && backlog.noneWaiting()) {
            chunk.writeBytes(farewell);
            farewellUnderWay = true;
            return true;
        }
        if (heartbeatDue) {
            chunk.writeBytes(SockJsFrames.HEARTBEAT);
            heartbeatDue = false;
        }
        return false;
    }

    /// Whether the client is about to give up `current`. Not for longer than it may be absent, nor until the backlog is in
    /// danger: other clients keep a response for good.
    private boolean renewalDue(Carrier current) {
        if (!renewing || !current.streaming || current.stays || current.characters <= RENEWAL_CHARACTERS
                || farewell != null) {
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
}
