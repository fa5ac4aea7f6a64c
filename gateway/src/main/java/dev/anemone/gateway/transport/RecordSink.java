package dev.anemone.gateway.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.ssl.SslConnection;

/// What a connection is written to under TLS, which takes one record of at most 16 KB at a time. Here, as on a plain
/// socket, a write that takes less than it was offered has found the socket full.
///
/// Unlike there, what was taken may still wait as a record: only a [#flush] that returns true says that it has left.
/// The same plaintext is written to every subscriber; the engine reads it and keeps its own copy.
final class RecordSink extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private RecordSink(StreamSinkConduit next) {
        super(next);
    }

    /// The sink of `connection`.
    ///
    /// @param direct whether a plain socket may be a [DirectSink]
    static StreamSinkConduit of(StreamConnection connection, boolean direct) {
        StreamSinkConduit conduit = connection.getSinkChannel().getConduit();
        if (connection instanceof SslConnection) {
            return new RecordSink(conduit);
        }
        return direct ? DirectSink.on(conduit) : conduit;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = 0;
        while (source.hasRemaining()) {
            int record = next.write(source);
            if (record == 0) {
                break;
            }
            written += record;
        }
        return written;
    }
}
