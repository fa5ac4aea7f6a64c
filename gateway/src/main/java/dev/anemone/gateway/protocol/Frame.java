package dev.anemone.gateway.protocol;

import dev.anemone.model.StreamPosition;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One JSON text message to clients, encoded once as an unmasked WebSocket frame (RFC 6455 §5.2) and shared by all who
/// receive it. Immutable but for what it keeps of itself; the arrays must not be changed.
public final class Frame {
    private static final byte FIN_TEXT = (byte) 0x81;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final byte[] wire;
    private final int payloadOffset;
    private final StreamPosition position;
    /// Whether it is an event of the channel, so that it can carry its place.
    private final boolean event;
    /// Made when a connection first asks for it; the node's I/O threads share it.
    private byte @Nullable [] deflated;
    private @Nullable Frame placed;

    private Frame(byte[] wire, int payloadOffset, StreamPosition position, boolean event) {
        this.wire = wire;
        this.payloadOffset = payloadOffset;
        this.position = position;
        this.event = event;
    }

    /// The same bytes; whoever has heard them has heard everything up to `place` in their channel.
    Frame at(StreamPosition place) {
        return new Frame(wire, payloadOffset, place, false);
    }

    /// The same bytes, as an event of the channel that stands at `place`.
    Frame publishedAt(StreamPosition place) {
        return new Frame(wire, payloadOffset, place, true);
    }

    /// The same message for connections that know of places: an event that has one says so, as `position`. Made once, by
    /// whoever asks first. Thread-safe.
    public Frame placed() {
        if (!event || position.equals(StreamPosition.NONE)) {
            return this;
        }
        synchronized (this) {
            Frame known = placed;
            if (known == null) {
                known = withPosition();
                placed = known;
            }
            return known;
        }
    }

    /// The JSON ends with a brace.
    private Frame withPosition() {
        byte[] place = (",\"position\":\"" + position.toWire() + "\"}").getBytes(StandardCharsets.US_ASCII);
        int kept = wire.length - payloadOffset - 1;
        return new Builder(kept + place.length).append(wire, payloadOffset, kept).append(place).build().at(position);
    }

    /// Up to where in the channel a subscriber has heard everything once it has heard this; [StreamPosition#NONE] if that
    /// changes nothing.
    public StreamPosition position() {
        return position;
    }

    /// Header and payload, ready to be written.
    public byte[] wire() {
        return wire;
    }

    /// The same message for connections that negotiated compression, header included: [#wire] where compressing it would
    /// save nothing. Compressed once, by whoever asks first. Thread-safe.
    ///
    /// @param deflater does it, if nobody has; all of a node's have the same settings
    public byte[] deflated(FrameDeflater deflater) {
        synchronized (this) {
            byte[] known = deflated;
            if (known == null) {
                known = deflater.deflate(this);
                deflated = known;
            }
            return known;
        }
    }

    /// Bytes on a WebSocket without compression, header included.
    public int size() {
        return wire.length;
    }

    /// Where in [#wire] the JSON begins; it runs to the end.
    public int payloadOffset() {
        return payloadOffset;
    }

    /// The JSON, decoded. For tests and for transports without WebSocket frames.
    public String json() {
        return new String(wire, payloadOffset, wire.length - payloadOffset, StandardCharsets.UTF_8);
    }

    /// The message, shortened by nothing: frames are never logged above TRACE.
    @Override
    public String toString() {
        return json();
    }

    static Frame text(String json) {
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        return new Builder(payload.length).append(payload).build();
    }

    /// Lays a payload of known length behind its header without an intermediate copy.
    static final class Builder {
        private final byte[] wire;
        private final int payloadOffset;
        private int position;

        Builder(int payloadLength) {
            this(FIN_TEXT, payloadLength);
        }

        Builder(byte firstByte, int payloadLength) {
            payloadOffset = payloadLength < LENGTH_16 ? 2 : payloadLength <= 0xffff ? 4 : 10;
            wire = new byte[payloadOffset + payloadLength];
            wire[0] = firstByte;
            switch (payloadOffset) {
                case 2 -> wire[1] = (byte) payloadLength;
                case 4 -> {
                    wire[1] = LENGTH_16;
                    wire[2] = (byte) (payloadLength >> 8);
                    wire[3] = (byte) payloadLength;
                }
                default -> {
                    wire[1] = LENGTH_64; // Eight bytes of length; the upper four stay 0.
                    for (int i = 0; i < 4; i++) {
                        wire[6 + i] = (byte) (payloadLength >> (24 - 8 * i));
                    }
                }
            }
            position = payloadOffset;
        }

        Builder append(byte[] bytes) {
            return append(bytes, bytes.length);
        }

        Builder append(byte[] bytes, int length) {
            return append(bytes, 0, length);
        }

        Builder append(byte[] bytes, int offset, int length) {
            System.arraycopy(bytes, offset, wire, position, length);
            position += length;
            return this;
        }

        byte[] bytes() {
            if (position != wire.length) {
                throw new IllegalStateException("Frame of " + wire.length + " bytes was filled to " + position);
            }
            return wire;
        }

        Frame build() {
            return new Frame(bytes(), payloadOffset, StreamPosition.NONE, false);
        }
    }
}
