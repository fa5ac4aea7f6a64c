package dev.anemone.conformance.rfc6455;

import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import java.util.Arrays;

/// One row of a table: what a client sends, and what that is called.
record Case(String name, Bytes sent) {
    /// A message that is answered by `pusher:pong`.
    static final Bytes PING = Bytes.utf8("{\"event\":\"pusher:ping\",\"data\":{}}");

    static Case of(String name, Frame... frames) {
        return new Case(name, Bytes.join(Arrays.stream(frames).map(Frame::masked).toArray(Bytes[]::new)));
    }

    /// The same message, made `length` bytes long by white space.
    static Bytes pingOfLength(int length) {
        return PING.then(Bytes.utf8(" ".repeat(length - PING.length())));
    }

    @Override
    public String toString() {
        return name;
    }
}
