package dev.anemone.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A socket below TLS that remembers what came. Confined to one thread.
public final class Tap extends Socket {
    /// A record of this kind ends a connection, or complains (RFC 5246 §6.2.1).
    public static final int ALERT = 21;

    private final ByteArrayOutputStream come = new ByteArrayOutputStream();

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int next = super.read();
                if (next >= 0) {
                    come.write(next);
                }
                return next;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                come.write(target, offset, Math.max(0, count));
                return count;
            }
        };
    }

    /// The kinds of the records that came: the first of their bytes, of which two more tell the version and two the length.
    public List<Integer> records() {
        ByteBuffer all = ByteBuffer.wrap(come.toByteArray());
        var kinds = new ArrayList<Integer>();
        while (all.hasRemaining()) {
            kinds.add((int) all.get());
            all.getShort();
            int length = all.getShort() & 0xFFFF;
            all.position(all.position() + length);
        }
        return kinds;
    }
}
