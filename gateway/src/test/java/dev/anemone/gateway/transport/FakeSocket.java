package dev.anemone.gateway.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.WriteReadyHandler;

/// A socket without a kernel, as XNIO shows it: it takes as many bytes as a test lets it, and gives what the test says
/// the peer sent. Level-triggered: a handler that leaves something undone is called again, and one that never gets on
/// fails the test. Whatever touches it after it was handed over to be closed fails the test, too.
final class FakeSocket extends StreamConnection {
    private static final int PATIENCE = 10_000;

    private final Source source = new Source();
    private final Sink sink = new Sink();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Queue<byte[]> arriving = new ArrayDeque<>();
    private int room = Integer.MAX_VALUE;
    private boolean ended;
    private boolean encrypting;
    private byte[] unflushed = {};
    private @Nullable Exception failure;
    private int writes;
    private int closes;

    @SuppressWarnings("NullAway") // There is no thread: the test is it.
    FakeSocket() {
        super(null);
        setSourceConduit(source);
        setSinkConduit(sink);
    }

    /// Lets the socket take `bytes` more and no others, and tells whoever waits for room.
    void makeRoom(int bytes) {
        room = bytes;
        for (int i = 0; sink.resumed && (room > 0 || failure != null); i++) {
            if (i == PATIENCE) {
                throw new AssertionError("Spins: writable, and nobody writes or suspends");
            }
            sink.handler().writeReady();
        }
    }

    /// Lets the socket take everything again.
    void makeRoom() {
        makeRoom(Integer.MAX_VALUE);
    }

    /// From now on a write is taken whether or not there is room, leaves as far as there is, and until the rest has been
    /// flushed nothing more is taken. So it is under TLS.
    void encrypt() {
        encrypting = true;
    }

    /// The peer sends `pieces`, each read on its own.
    void receive(byte[]... pieces) {
        for (byte[] piece : pieces) {
            arriving.add(piece);
        }
        read();
    }

    /// The peer sends nothing more.
    void receiveEnd() {
        ended = true;
        read();
    }

    /// Reads and writes fail from now on.
    void fail(Exception failure) {
        this.failure = failure;
    }

    /// As when the selector finds the socket ready for both at once: whatever the first handler does, the second is called.
    void readyForBoth() {
        boolean writing = sink.resumed;
        source.handler().readReady();
        if (writing && !isWriteShutdown()) {
            sink.handler().writeReady();
        }
    }

    /// Tells the reader of what has arrived.
    void read() {
        for (int i = 0; source.resumed && (!arriving.isEmpty() || ended || failure != null); i++) {
            if (i == PATIENCE) {
                throw new AssertionError("Spins: readable, and nobody reads or suspends");
            }
            source.handler().readReady();
        }
    }

    /// What has left, and is forgotten by this.
    byte[] takeWritten() {
        byte[] bytes = taken.toByteArray();
        taken.reset();
        return bytes;
    }

    /// How often somebody wrote to it.
    int writes() {
        return writes;
    }

    int closes() {
        return closes;
    }

    boolean reading() {
        return source.resumed;
    }

    boolean waitingForRoom() {
        return sink.resumed;
    }

    private void checkFailure() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException broken -> throw broken;
            case RuntimeException bug -> throw bug;
            case Exception other -> throw new AssertionError(other);
        }
    }

    @Override
    protected void closeAction() {
        closes++;
        source.resumed = false;
        sink.resumed = false;
    }

    @Override
    protected void notifyReadClosed() {
        source.handler().terminated();
    }

    @Override
    protected void notifyWriteClosed() {
        sink.handler().terminated();
    }

    @Override
    public SocketAddress getPeerAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }

    private final class Source implements FakeConduit.Source {
        private @Nullable ReadReadyHandler handler;
        private boolean resumed;

        private ReadReadyHandler handler() {
            if (handler == null) {
                throw new AssertionError("Nobody handles reads");
            }
            return handler;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            checkFailure();
            byte[] next = arriving.peek();
            if (next == null) {
                if (ended) {
                    terminateReads();
                    return -1;
                }
                return 0;
            }
            int length = Math.min(next.length, dst.remaining());
            dst.put(next, 0, length);
            arriving.remove();
            if (length < next.length) {
                throw new AssertionError("A test sends at most one buffer at a time, not " + next.length + " bytes");
            }
            return length;
        }

        @Override
        public void terminateReads() {
            if (readClosed()) {
                resumed = false;
                handler().terminated();
            }
        }

        @Override
        public boolean isReadShutdown() {
            return FakeSocket.this.isReadShutdown();
        }

        @Override
        public void resumeReads() {
            resumed = true;
        }

        @Override
        public void suspendReads() {
            resumed = false;
        }

        @Override
        public boolean isReadResumed() {
            return resumed;
        }

        @Override
        public void setReadReadyHandler(ReadReadyHandler handler) {
            this.handler = handler;
        }
    }

    private final class Sink implements FakeConduit.Sink {
        private @Nullable WriteReadyHandler handler;
        private boolean resumed;

        private WriteReadyHandler handler() {
            if (handler == null) {
                throw new AssertionError("Nobody handles writes");
            }
            return handler;
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            checkFailure();
            if (isWriteShutdown()) {
                throw new ClosedChannelException();
            }
            writes++;
            if (!encrypting) {
                return leave(src, Math.min(src.remaining(), room));
            }
            if (!flush()) {
                return 0;
            }
            unflushed = new byte[src.remaining()];
            src.get(unflushed);
            int length = unflushed.length;
            leave();
            return length;
        }

        private int leave(ByteBuffer src, int length) {
            var bytes = new byte[length];
            src.get(bytes);
            taken.writeBytes(bytes);
            room -= length;
            return length;
        }

        private void leave() {
            ByteBuffer record = ByteBuffer.wrap(unflushed);
            leave(record, Math.min(record.remaining(), room));
            unflushed = Arrays.copyOfRange(unflushed, record.position(), unflushed.length);
        }

        @Override
        public boolean flush() throws IOException {
            checkFailure();
            leave();
            return unflushed.length == 0;
        }

        @Override
        public void terminateWrites() {
            if (writeClosed()) {
                resumed = false;
                handler().terminated();
            }
        }

        @Override
        public boolean isWriteShutdown() {
            return FakeSocket.this.isWriteShutdown();
        }

        @Override
        public void resumeWrites() {
            resumed = true;
        }

        @Override
        public void suspendWrites() {
            resumed = false;
        }

        @Override
        public boolean isWriteResumed() {
            return resumed;
        }

        @Override
        public void setWriteReadyHandler(WriteReadyHandler handler) {
            this.handler = handler;
        }
    }
}
