package dev.anemone.gateway.transport;

import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.gateway.session.SessionContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.ssl.SslConnection;

/// What the connections of one I/O thread share: buffers that are free between calls, and the way connections are closed.
/// Confined to that thread.
public final class IoContext {
    /// The most one connection may read before others have their turn.
    static final int READ_BYTES = 64 << 10;
    private static final int WRITE_BYTES = 64 << 10;
    /// How long one turn may cut connections.
    private static final long CUTTING_NANOS = 2_000_000;
    /// More in one turn are a rush.
    private static final int RUSH = 100;
    private static final long LONGEST_RUSH_NANOS = 200_000_000;
    private static final Logger LOG = System.getLogger(IoContext.class.getName());

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
    /// Those whose peers have gone.
    private final Queue<WebSocketConnection> gone = new ArrayDeque<>();
    private int goneBefore;
    /// When the first of those who are left went.
    private long rushNanos;
    private List<StreamConnection> closing = new ArrayList<>();
    /// Whether a worker is closing some, or is about to.
    private boolean closerRuns;

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

    /// Cuts `connection` soon: as many of those whose peers have gone as a turn has time for, so that the others need not
    /// wait until all are cut.
    void cutLater(WebSocketConnection connection) {
        gone.add(connection);
        if (gone.size() == 1) {
            sessions.shard().loop().execute(this::cutSome);
        }
    }

    private void cutSome() {
        EventLoop loop = sessions.shard().loop();
        long now = loop.nanoTime();
        if (!rush(now)) {
            cutUntil(now + CUTTING_NANOS);
        }
        if (!gone.isEmpty()) {
            loop.executeNextTurn(this::cutSome);
        }
    }

    /// Whether very many are going at this moment. Then the selector has a long list of them, and whoever asks for something
    /// is behind them all: it is read to its end first.
    private boolean rush(long now) {
        int more = gone.size() - goneBefore;
        if (goneBefore == 0) {
            rushNanos = now;
        }
        goneBefore = gone.size();
        return more > RUSH && now - rushNanos < LONGEST_RUSH_NANOS;
    }

    private void cutUntil(long nanos) {
        WebSocketConnection connection;
        while (sessions.shard().loop().nanoTime() - nanos < 0 && (connection = gone.poll()) != null) {
            try {
                connection.cut();
            } catch (RuntimeException | Error e) { // A bug of one connection; the others must go all the same.
                LOG.log(Level.ERROR, "A connection could not be cut socket=" + connection.socketId(), e);
            }
        }
        goneBefore = gone.size();
    }

    /// Closes `connection` soon, from a worker thread. On the I/O thread XNIO would run its selector once for every close,
    /// which makes ten thousand of them take seconds in which nothing else is served. The caller has suspended both
    /// directions and touches the connection no more. One worker does it at a time: more would take the core away from
    /// those who stay.
    void closeLater(StreamConnection connection) {
        closing.add(connection);
        if (!closerRuns) {
            closerRuns = true;
            try {
                thread.execute(this::closeBatch);
            } catch (RejectedExecutionException _) {
                closerRuns = false;
                closing.clear();
                close(connection); // The thread is ending, and all its connections with it.
            }
        }
    }

    private void close(StreamConnection connection) {
        if (connection instanceof SslConnection) {
            endTls(connection);
        }
        IoUtils.safeClose(connection);
        counters.hungUpOne();
    }

    /// Says `close_notify` (RFC 8446 §6.1), which closing would not, as far as the socket takes it now.
    private static void endTls(StreamConnection connection) {
        try {
            connection.getSinkChannel().shutdownWrites();
            connection.getSinkChannel().flush();
        } catch (IOException | RuntimeException _) {
            // The peer or the engine is gone already: nobody can be told.
        }
    }

    private void closeBatch() {
        List<StreamConnection> batch = closing;
        closing = new ArrayList<>();
        thread.getWorker().execute(() -> {
            try {
                batch.forEach(this::close);
            } finally { // Whatever one of them throws: nobody else would ever close those that follow.
                batch.clear(); // An idle worker holds on to its last task, which holds on to this.
                tellBatchClosed();
            }
        });
    }

    private void tellBatchClosed() {
        try {
            thread.execute(this::batchClosed);
        } catch (RejectedExecutionException _) {
            // The thread has ended, and with it all that would have come.
        }
    }

    private void batchClosed() {
        closerRuns = !closing.isEmpty();
        if (closerRuns) {
            closeBatch();
        }
    }
}
