package dev.anemone.bench.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One thread that serves all sockets, and looks at the clock between two rounds. [#execute] and [#close] may be called
/// from any thread, the rest from the loop's own.
public final class Loop implements AutoCloseable {
    private static final int BUFFER_BYTES = 512 * 1024;
    private static final long MILLI = 1_000_000;
    /// A selector sleeps for whole milliseconds. A nearer deadline is awaited in naps of this length, and the sockets are
    /// looked at between two of them.
    private static final long NAP_NANOS = 50_000;

    private final Selector selector;
    private final Clocked clocked;
    private final Consumer<Throwable> died;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private final Thread thread;
    private volatile boolean closed;

    /// Serves one socket.
    public interface Handler {
        /// The socket can be read, or written, or its opening ended.
        void ready();
    }

    /// What is done by the clock.
    public interface Clocked {
        /// Called once in a round. Returns when it wants to be called again at the latest, by `System.nanoTime`.
        long turn(long nowNanos);
    }

    private Loop(String name, Clocked clocked, Consumer<Throwable> died) {
        this.clocked = clocked;
        this.died = died;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Starts a loop.
    ///
    /// @param died told when anything throws: the loop has ended then
    public static Loop start(String name, Clocked clocked, Consumer<Throwable> died) {
        var loop = new Loop(name, clocked, died);
        loop.thread.start();
        return loop;
    }

    /// Runs something on the loop's thread, soon. Thread-safe.
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /// Room to read into, the same for all sockets: what is in it is lost with the next read of another.
    public ByteBuffer buffer() {
        return buffer.clear();
    }

    /// What [#buffer] reads into.
    public byte[] bytes() {
        return bytes;
    }

    /// The thread's identity, for its CPU time.
    public long threadId() {
        return thread.threadId();
    }

    SelectionKey register(SelectableChannel channel, Handler handler) throws IOException {
        return channel.register(selector, 0, handler);
    }

    private void run() {
        try {
            while (!closed) {
                long due = clocked.turn(System.nanoTime());
                await(due - System.nanoTime());
                runTasks();
            }
            runTasks();
        } catch (Throwable e) {
            died.accept(e);
        } finally {
            release();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void await(long nanos) throws IOException {
        if (nanos >= MILLI) {
            selector.select(Loop::serve, nanos / MILLI);
        } else if (selector.selectNow(Loop::serve) == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
        }
    }

    private static void serve(SelectionKey key) {
        ((Handler) key.attachment()).ready();
    }

    private void release() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            died.accept(e);
        }
    }

    /// Closes all sockets and ends the thread. Idempotent.
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        if (Thread.currentThread().threadId() != thread.threadId()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
