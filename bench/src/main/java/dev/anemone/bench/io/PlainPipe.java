package dev.anemone.bench.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A TCP socket.
final class PlainPipe implements Pipe {
    private final SocketChannel channel;
    private final SelectionKey key;
    private boolean connected;
    private boolean reading = true;
    private @Nullable ByteBuffer waiting;

    PlainPipe(SocketChannel channel, SelectionKey key, boolean connected) {
        this.channel = channel;
        this.key = key;
        this.connected = connected;
        wait(false);
    }

    boolean connected() {
        return connected;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return connected && reading ? channel.read(into) : 0;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (connected && waiting == null) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            int before = waiting == null ? 0 : waiting.remaining();
            ByteBuffer all = ByteBuffer.allocate(before + bytes.remaining());
            if (waiting != null) {
                all.put(waiting);
            }
            waiting = all.put(bytes).flip();
            wait(true);
        }
    }

    @Override
    public void advance() throws IOException {
        if (!connected) {
            connected = channel.finishConnect();
        }
        if (connected && waiting != null) {
            channel.write(waiting);
            if (!waiting.hasRemaining()) {
                waiting = null;
            }
        }
        wait(waiting != null);
    }

    private void wait(boolean toWrite) {
        int reads = reading ? SelectionKey.OP_READ : 0;
        int interest = connected ? reads | (toWrite ? SelectionKey.OP_WRITE : 0) : SelectionKey.OP_CONNECT;
        if (key.isValid() && key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    @Override
    public void stopReading() {
        reading = false;
        wait(waiting != null);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // A socket that cannot be closed is a fault of this machine.
        }
    }
}
