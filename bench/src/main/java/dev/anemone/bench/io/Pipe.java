package dev.anemone.bench.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/// One socket that never blocks. Confined to its loop's thread.
public sealed interface Pipe permits PlainPipe, TlsPipe {
    /// Reads what is there. With TLS, `into` needs room for [#MIN_READ] bytes.
    ///
    /// @return how many bytes; 0 if there is nothing to be had now, -1 at the end
    int read(ByteBuffer into) throws IOException;

    /// Writes all of it: now, or as soon as the peer takes it.
    void write(ByteBuffer bytes) throws IOException;

    /// Goes on with what waits to be written, and with the opening.
    void advance() throws IOException;

    /// Stops reading for good: what the peer sends piles up in its kernel.
    void stopReading();

    /// Closes the socket, abruptly. What waits to be written is lost.
    void close();

    /// Room that a read needs: more than a TLS record holds.
    int MIN_READ = 64 * 1024;
}
