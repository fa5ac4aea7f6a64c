package dev.anemone.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WebSocket client (RFC 6455) with no opinion: it sends what it is given and shows what comes. Only what a server may
/// never do (a masked frame, a length not in its shortest form, a reserved bit that was not negotiated) fails at once.
/// Confined to one thread at a time.
public final class RawWebSocket implements AutoCloseable {
    private static final int LARGEST_FRAME = 1 << 24;

    private final Wire wire;
    private final HttpResponse response;

    private RawWebSocket(Wire wire, HttpResponse response) {
        this.wire = wire;
        this.response = response;
    }

    /// Sends the handshake and reads the response, whatever it is.
    public static RawWebSocket handshake(Wire wire, Bytes request) {
        wire.write(request);
        return new RawWebSocket(wire, HttpResponse.ofHead(wire.readHead()));
    }

    /// Sends the handshake and insists on being upgraded.
    public static RawWebSocket open(Wire wire, Bytes request) {
        return handshake(wire, request).expectUpgraded();
    }

    public RawWebSocket expectUpgraded() {
        if (response.status() != 101) {
            throw new AssertionError("Expected 101, got " + response);
        }
        String accept = response.header("Sec-WebSocket-Accept").orElse("nothing");
        if (!accept.equals(HandshakeRequest.SAMPLE_ACCEPT)) {
            throw new AssertionError(
                    "Sec-WebSocket-Accept: expected " + HandshakeRequest.SAMPLE_ACCEPT + ", got " + accept);
        }
        return this;
    }

    /// The server's answer to the handshake, without a body.
    public HttpResponse response() {
        return response;
    }

    /// Whether the handshake agreed on permessage-deflate (RFC 7692).
    public boolean compression() {
        return response.header("Sec-WebSocket-Extensions").isPresent();
    }

    /// The connection below, for tests that leave the protocol.
    public Wire wire() {
        return wire;
    }

    public void send(Frame frame) {
        wire.write(frame.masked());
    }

    public void send(List<Frame> frames) {
        frames.forEach(this::send);
    }

    /// Sends all frames in one write, so that they share a TCP segment if they fit one.
    public void sendTogether(List<Frame> frames) {
        wire.write(Bytes.join(frames.stream().map(Frame::masked).toArray(Bytes[]::new)));
    }

    /// The next frame.
    public Frame receive() {
        return receiveOrEnd()
                .orElseThrow(() -> new AssertionError("Expected a frame; the server ended the connection"));
    }

    /// The next frame, or nothing if the server has ended the TCP connection.
    public Optional<Frame> receiveOrEnd() {
        int first = wire.read();
        if (first < 0) {
            return Optional.empty();
        }
        var frame = new Frame((first & 0x80) != 0, (first >> 4) & 0x7, first & 0xf, wire.read(readLength()));
        boolean mayBeCompressed = compression() && frame.opcode() < Frame.CLOSE && frame.opcode() != Frame.CONTINUATION;
        if (frame.rsv() != 0 && !(mayBeCompressed && frame.compressed())) {
            throw new AssertionError("The server set a reserved bit that nobody negotiated (§5.2): " + frame);
        }
        return Optional.of(frame);
    }

    private int readLength() {
        int second = wire.read(1).at(0) & 0xff;
        if ((second & 0x80) != 0) {
            throw new AssertionError("The server masked a frame (§5.1)");
        }
        int extra = second < 126 ? 0 : second == 126 ? 2 : 8;
        long length = extra == 0 ? second : 0;
        for (byte digit : wire.read(extra).toArray()) {
            length = (length << 8) | (digit & 0xff);
        }
        if ((extra > 0 && length < 126) || (extra == 8 && length < 1 << 16)) {
            throw new AssertionError("The server wrote the length " + length + " in " + extra + " bytes (§5.2)");
        }
        if (length > LARGEST_FRAME || length < 0) {
            throw new AssertionError("The server sent a frame of " + length + " bytes");
        }
        return (int) length;
    }

    /// The next data message whole and inflated, or the next control frame. Pings are answered on the way, as every client
    /// does.
    public Frame receiveMessage() {
        return receiveMessageOrEnd()
                .orElseThrow(() -> new AssertionError("Expected a frame; the server ended the connection"));
    }

    /// The same, or nothing if the server has ended the TCP connection.
    public Optional<Frame> receiveMessageOrEnd() {
        var message = new ByteArrayOutputStream();
        @Nullable
        Frame first = null;
        for (Optional<Frame> next = receiveOrEnd(); next.isPresent(); next = receiveOrEnd()) {
            Frame frame = next.get();
            switch (frame.opcode()) {
                case Frame.PING -> send(Frame.pong(frame.payload()));
                case Frame.CLOSE, Frame.PONG -> {
                    return next;
                }
                default -> {
                    first = first == null ? frame : first;
                    message.writeBytes(frame.payload().toArray());
                    if (frame.fin()) {
                        Bytes content = Bytes.of(message.toByteArray());
                        return Optional.of(
                                Frame.of(first.opcode(), first.compressed() ? Deflate.inflate(content) : content));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Reads until the server closes; what comes before is skipped. Answers the close frame and waits for the end of the
    /// TCP connection, which is the server's to end (§7.1.1).
    ///
    /// @return the close frame
    public Frame awaitClose() {
        Frame frame = receiveMessage();
        while (frame.opcode() != Frame.CLOSE) {
            frame = receiveMessage();
        }
        return answerClose(frame);
    }

    /// Answers a close frame that was just received, and waits for the end.
    public Frame answerClose(Frame close) {
        try {
            send(Frame.of(Frame.CLOSE, close.payload().slice(0, Math.min(2, close.payload().length()))));
        } catch (UncheckedIOException _) {
            return close; // The server did not wait for the answer, which it may after a violation (§7.1.7).
        }
        expectEnd();
        return close;
    }

    /// Expects nothing but the end of the TCP connection.
    public void expectEnd() {
        receiveOrEnd().ifPresent(frame -> {
            throw new AssertionError("Expected the end of the connection, got " + frame);
        });
    }

    /// How long each later read waits.
    public void patience(Duration patience) {
        wire.patience(patience);
    }

    @Override
    public void close() {
        wire.close();
    }
}
