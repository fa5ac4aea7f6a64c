package dev.anemone.bench.swarm;

import dev.anemone.bench.io.Loop;
import dev.anemone.bench.io.Pipe;
import dev.anemone.bench.wire.HttpAnswer;
import dev.anemone.bench.wire.ProtocolFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One HTTP connection that stays, with one request under way at most. If the server closes it, it is opened again.
/// Confined to the loop's thread.
final class Publisher implements Loop.Handler {
    private final Wire wire;
    private final Owner owner;
    private final int index;
    private final String request;
    private final HttpAnswer answer = new HttpAnswer();
    private @Nullable Pipe pipe;
    private boolean busy;
    private long sentNanos;

    /// Hears how requests end.
    interface Owner {
        /// The server took it; the publisher is free again.
        void answered(Publisher publisher);

        /// It will not do; nothing more is to be sent.
        void failed(String sentence);
    }

    /// @param request what its requests are called when they fail, e.g. `a publish`
    Publisher(Wire wire, Owner owner, int index, String request) {
        this.wire = wire;
        this.owner = owner;
        this.index = index;
        this.request = request;
    }

    /// Which of the publishers it is, from 0.
    int index() {
        return index;
    }

    boolean busy() {
        return busy;
    }

    /// When the last request was sent.
    long sentNanos() {
        return sentNanos;
    }

    /// Sends a request. Not while one is under way.
    void send(ByteBuffer message, long nowNanos) {
        if (busy) {
            throw new IllegalStateException("publisher " + index + " waits for an answer");
        }
        busy = true;
        sentNanos = nowNanos;
        answer.clear();
        try {
            Pipe open = pipe;
            if (open == null) {
                open = wire.dialer.open(this);
                pipe = open;
            }
            open.write(message);
        } catch (IOException failure) {
            owner.failed(unreachable(failure));
        }
    }

    @Override
    public void ready() {
        Pipe open = pipe;
        if (open == null) {
            return;
        }
        try {
            open.advance();
            ByteBuffer into = wire.loop.buffer();
            int count = open.read(into);
            if (count > 0) {
                take(wire.loop.bytes(), count);
            } else if (count < 0) {
                ended();
            }
        } catch (IOException failure) {
            if (busy) {
                owner.failed(unreachable(failure));
            } else {
                close();
            }
        } catch (ProtocolFault fault) {
            owner.failed(String.valueOf(fault.getMessage()));
        }
    }

    private void take(byte[] bytes, int count) throws ProtocolFault {
        if (!busy) {
            throw new ProtocolFault("The server answered " + request + " that was not sent.");
        }
        if (answer.add(bytes, 0, count)) {
            complete();
        }
    }

    private void ended() throws ProtocolFault {
        close();
        if (busy && answer.end()) {
            complete();
        } else if (busy) {
            owner.failed("The server closed an HTTP connection before it answered " + request + ".");
        }
    }

    private void complete() throws ProtocolFault {
        if (answer.status() != 200) {
            owner.failed("The server answered " + request + " with " + answer.status() + ": " + answer.body());
            return;
        }
        if (!answer.keepsAlive()) {
            close();
        }
        busy = false;
        owner.answered(this);
    }

    private String unreachable(IOException failure) {
        return "Cannot send " + request + " to " + wire.target.url() + ": " + Wire.sentence(failure) + ".";
    }

    void close() {
        Pipe open = pipe;
        pipe = null;
        if (open != null) {
            open.close();
        }
    }
}
