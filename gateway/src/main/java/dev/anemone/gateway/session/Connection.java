package dev.anemone.gateway.session;

import dev.anemone.gateway.hub.Subscriber;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;

/// What a session needs of the transport that carries it. Confined to the connection's I/O thread. Nothing here throws:
/// a transport that fails tells the session by [Session#closed].
public interface Connection extends Subscriber {
    /// The client knows of places in channels: from now on it hears them.
    void learnPlaces();

    /// Whether the client sees acknowledgements, which say what it missed; if not, a gap has to say it.
    default boolean seesAcknowledgements() {
        return true;
    }

    /// Sends one frame, after everything sent or delivered before; it leaves at the end of the loop's turn. Dropped once
    /// the connection is closing.
    void send(Frame frame);

    /// Ends the connection: what was sent before still leaves, then the close code and `reason`. Messages that arrive
    /// later are ignored. The first call counts.
    ///
    /// @param reason shown to developers; at most 123 bytes of UTF-8 are sent
    void close(CloseCode code, String reason);

    /// Takes nothing more from the peer until [#resumeReading]; what has been read already still arrives.
    void pauseReading();

    /// Goes on after [#pauseReading].
    void resumeReading();

    /// Asks the peer for a sign of life that costs its application nothing (a WebSocket ping).
    void ping();
}
