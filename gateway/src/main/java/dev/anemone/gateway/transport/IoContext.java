package dev.anemone.gateway.transport;

import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.gateway.session.SessionContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/// What the connections of one I/O thread share: buffers that are free between calls, and the way connections are closed.
/// Confined to that thread.
public final class IoContext {
    /// The most one connection may read before others have their turn.
    static final int READ_BYTES = 64 << 10;
    private static final int WRITE_BYTES = 64 << 10;

    private final XnioIoThread thread;
    private final SessionContext sessions;
    private final RandomGenerator random;
    private final Counters counters;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] inbound = new byte[READ_BYTES];
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BYTES);
    /// Both made when the first connection negotiates compression.
    private @Nullable FrameDeflater deflater;
    private @Nullable MessageInflater inflater;
    private List<StreamConnection> closing = new ArrayList<>();

    IoContext(XnioIoThread thread, SessionContext sessions, RandomGenerator random, Counters counters) {
        this.thread = thread;
        this.sessions = sessions;
        this.random = random;
        this.counters = counters;
    }

    /// What sessions on this thread share.
    public SessionContext sessions() {
        return sessions;
    }

    /// Makes socket ids.
    public RandomGenerator random() {
        return random;
    }

    /// Counts for the whole node.
    public Counters counters() {
        return counters;
    }

    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    byte[] inbound() {
        return inbound;
    }

    ByteBuffer writeBuffer() {
        return writeBuffer;
    }

    FrameDeflater deflater() {
        if (deflater == null) {
            deflater = new FrameDeflater(sessions.config().compressionMinBytes());
        }
        return deflater;
    }

    MessageInflater inflater() {
        if (inflater == null) {
            inflater = new MessageInflater(sessions.config().maxMessageBytes());
        }
        return inflater;
    }

    /// Closes `connection` soon, from a worker thread. On the I/O thread XNIO would run its selector once for every close,
    /// which makes ten thousand of them take seconds in which nothing else is served. The caller has suspended both
    /// directions and touches the connection no more.
    void closeLater(StreamConnection connection) {
        closing.add(connection);
        if (closing.size() == 1) {
            try {
                thread.execute(this::closeBatch);
            } catch (RejectedExecutionException _) {
                closing.clear();
                close(connection); // The thread is ending, and all its connections with it.
            }
        }
    }

    private void close(StreamConnection connection) {
        IoUtils.safeClose(connection);
        counters.hungUpOne();
    }

    private void closeBatch() {
        List<StreamConnection> batch = closing;
        closing = new ArrayList<>();
        thread.getWorker().execute(() -> batch.forEach(this::close));
    }
}
