package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.hub.Batch;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection that takes everything and remembers it, and does as [Connection] says: nothing is sent once it closes.
final class RecordingConnection implements Connection {
    private final SocketId socketId;
    private final List<String> sent = new ArrayList<>();
    private int pings;
    private boolean reading = true;
    private boolean places;
    private @Nullable CloseCode code;
    private @Nullable String reason;

    RecordingConnection(String socketId) {
        this.socketId = new SocketId(socketId);
    }

    @Override
    public SocketId socketId() {
        return socketId;
    }

    @Override
    public void send(Frame frame) {
        if (code == null) {
            sent.add((places ? frame.placed() : frame).json());
        }
    }

    @Override
    public void enqueue(Frame frame) {
        send(frame);
    }

    @Override
    public void deliver(Batch batch) {
        batch.frames().forEach(this::send);
    }

    @Override
    public void overflow() {
        close(CloseCode.OVER_CAPACITY, "overflow");
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
    public void flush() {}

    @Override
    public void pauseReading() {
        reading = false;
    }

    @Override
    public void resumeReading() {
        reading = true;
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (this.code == null) {
            this.code = code;
            this.reason = reason;
        }
    }

    /// What was sent, and is forgotten by this.
    List<String> takeSent() {
        var taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    boolean reading() {
        return reading;
    }

    int pings() {
        return pings;
    }

    void assertOpen() {
        assertThat(code).as("the close code").isNull();
    }

    void assertClosed(CloseCode expected) {
        assertThat(code).as("the close code").isEqualTo(expected);
    }

    void assertClosed(CloseCode expected, String expectedReason) {
        assertClosed(expected);
        assertThat(Objects.requireNonNull(reason)).isEqualTo(expectedReason);
    }
}
