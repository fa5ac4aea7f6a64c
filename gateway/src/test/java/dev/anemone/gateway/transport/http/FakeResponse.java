package dev.anemone.gateway.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.gateway.hub.EventLoop;
import org.jspecify.annotations.Nullable;

/// A response without a connection: it takes every chunk at once, or none until a test lets it, and tells its owner as the
/// real one does, by a task.
final class FakeResponse implements ResponseStream {
    private final EventLoop loop;
    private final Owner owner;
    private final StringBuilder received = new StringBuilder();
    private byte @Nullable [] unsent;
    private boolean last;
    private boolean stalled;
    private boolean opened;
    private boolean over;
    private boolean brokenOff;

    FakeResponse(EventLoop loop, Owner owner) {
        this.loop = loop;
        this.owner = owner;
    }

    /// The client's kernel takes nothing more.
    void stall() {
        stalled = true;
    }

    /// It takes everything again.
    void unstall() {
        stalled = false;
        flush();
    }

    /// The client goes away.
    void breakOff() {
        brokenOff = true;
        end(this::tellEnded);
    }

    /// What the client has received since the last call.
    String take() {
        String text = received.toString();
        received.setLength(0);
        return text;
    }

    boolean over() {
        return over;
    }

    boolean brokenOff() {
        return brokenOff;
    }

    @Override
    public void open() {
        opened = true;
    }

    @Override
    public void send(byte[] chunk, boolean asLast) {
        if (over) {
            return;
        }
        if (!opened || unsent != null || chunk.length == 0) {
            throw new AssertionError("A chunk was sent before the response could take one, or an empty one");
        }
        unsent = chunk;
        last = asLast;
        if (!stalled) {
            flush();
        }
    }

    private void flush() {
        if (unsent != null) {
            received.append(new String(unsent, UTF_8));
            unsent = null;
            loop.execute(() -> owner.sent(this));
            if (last) {
                end(this::tellEnded);
            }
        }
    }

    @Override
    public void end() {
        if (unsent != null) {
            breakOff();
        } else {
            end(this::tellEnded);
        }
    }

    @Override
    public void cut() {
        breakOff();
    }

    private void end(Runnable tell) {
        if (!over) {
            over = true;
            unsent = null;
            loop.execute(tell);
        }
    }

    private void tellEnded() {
        owner.ended(this);
    }
}
