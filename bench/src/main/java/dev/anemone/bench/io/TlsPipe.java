package dev.anemone.bench.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// TLS over a TCP socket. The buffers of all sockets of a thread are the same; a socket keeps no more than half a record.
final class TlsPipe implements Pipe {
    private static final byte[] NOTHING = {};
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
    private static final ThreadLocal<ByteBuffer> RECORDS = ThreadLocal
            .withInitial(() -> ByteBuffer.allocate(256 * 1024));
    private static final ThreadLocal<ByteBuffer> SEALED = ThreadLocal.withInitial(() -> ByteBuffer.allocate(64 * 1024));

    private final PlainPipe below;
    private final SSLEngine engine;
    private byte[] halfRecord = NOTHING;
    private byte[] waiting = NOTHING;
    private boolean begun;
    private boolean open;

    TlsPipe(PlainPipe below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ByteBuffer records = RECORDS.get().clear().limit(MIN_READ).put(halfRecord);
        int count = below.read(records);
        int before = into.position();
        boolean ended = !unwrap(records.flip(), into) || count < 0;
        halfRecord = records.hasRemaining() ? new byte[records.remaining()] : NOTHING;
        records.get(halfRecord);
        int got = into.position() - before;
        return got == 0 && ended ? -1 : got;
    }

    /// Returns whether the peer may still send.
    private boolean unwrap(ByteBuffer records, ByteBuffer into) throws IOException {
        while (true) {
            SSLEngineResult result = engine.unwrap(records, into);
            shake();
            switch (result.getStatus()) {
                case OK -> {
                    if (!records.hasRemaining()) {
                        return true;
                    }
                }
                case BUFFER_UNDERFLOW -> {
                    return true;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("A TLS record does not fit into " + into.capacity()
                        + " bytes.");
                case CLOSED -> {
                    return false;
                }
            }
        }
    }

    /// Takes the handshake as far as it goes without the peer.
    private void shake() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    Runnable task = engine.getDelegatedTask();
                    if (task != null) {
                        task.run();
                    }
                }
                case NEED_WRAP -> wrap(EMPTY);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    return;
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    if (begun && !open) {
                        open = true;
                        byte[] first = waiting;
                        waiting = NOTHING;
                        write(ByteBuffer.wrap(first));
                    }
                    return;
                }
            }
        }
    }

    private void wrap(ByteBuffer plain) throws IOException {
        ByteBuffer sealed = SEALED.get().clear();
        engine.wrap(plain, sealed);
        below.write(sealed.flip());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (!open) {
            int before = waiting.length;
            waiting = Arrays.copyOf(waiting, before + bytes.remaining());
            bytes.get(waiting, before, waiting.length - before);
            return;
        }
        while (bytes.hasRemaining()) {
            wrap(bytes);
        }
    }

    @Override
    public void advance() throws IOException {
        below.advance();
        if (below.connected() && !begun) {
            begun = true;
            engine.beginHandshake();
            shake();
        }
    }

    @Override
    public void stopReading() {
        below.stopReading();
    }

    @Override
    public void close() {
        below.close();
    }
}
