package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A publication as it travels through Redis. The channel is not in it: it is the name of what it travels through.
///
/// Byte 0 is the version, byte 1 the flags. Then come the event name, the socket id to leave out and the sender, the
/// latter two if flagged, each as a length and a text. The rest is the payload's JSON token, untouched. A length has 16
/// bits, big-endian; the topmost says that the text is UTF-16BE, which only texts need that UTF-8 cannot hold (lone
/// surrogates).
final class Envelope {
    static final byte VERSION = 1;

    private static final int EXCEPT = 1;
    private static final int SENDER = 2;
    private static final int UTF_16 = 0x8000;

    private Envelope() {}

    static byte[] encode(Publication publication) {
        Text event = Text.of(publication.event().value());
        SocketId socket = publication.except();
        UserId user = publication.sender();
        Text except = socket == null ? null : Text.of(socket.value());
        Text sender = user == null ? null : Text.of(user.value());
        byte[] data = publication.data().token();
        var envelope = ByteBuffer.allocate(2 + size(event) + size(except) + size(sender) + data.length);
        envelope.put(VERSION).put((byte) ((except == null ? 0 : EXCEPT) | (sender == null ? 0 : SENDER)));
        put(envelope, event);
        put(envelope, except);
        put(envelope, sender);
        return envelope.put(data).array();
    }

    /// What arrived through `channel`; empty if it is not an envelope of this version.
    static Optional<Publication> decode(ChannelKey channel, byte[] bytes) {
        var envelope = ByteBuffer.wrap(bytes);
        try {
            byte version = envelope.get();
            int flags = envelope.get();
            if (version != VERSION || (flags & ~(EXCEPT | SENDER)) != 0) {
                return Optional.empty();
            }
            var event = new EventName(text(envelope));
            SocketId except = (flags & EXCEPT) == 0 ? null : new SocketId(text(envelope));
            UserId sender = (flags & SENDER) == 0 ? null : new UserId(text(envelope));
            byte[] data = new byte[envelope.remaining()];
            envelope.get(data);
            return Optional.of(new Publication(channel, event, EventData.ofToken(data), except, sender));
        } catch (BufferUnderflowException | IllegalArgumentException _) { // Cut short, or not the values they should be.
            return Optional.empty();
        }
    }

    private static int size(@Nullable Text text) {
        return text == null ? 0 : 2 + text.bytes.length;
    }

    private static void put(ByteBuffer envelope, @Nullable Text text) {
        if (text != null) {
            envelope.putShort((short) (text.bytes.length | text.flag)).put(text.bytes);
        }
    }

    private static String text(ByteBuffer envelope) {
        int length = envelope.getShort() & 0xffff;
        byte[] bytes = new byte[Math.min(length & ~UTF_16, envelope.remaining() + 1)]; // One too many if cut short.
        envelope.get(bytes);
        if ((length & UTF_16) == 0) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (bytes.length % Character.BYTES != 0) {
            throw new IllegalArgumentException("Half a character.");
        }
        return ByteBuffer.wrap(bytes).asCharBuffer().toString();
    }

    private static final class Text {
        private final byte[] bytes;
        private final int flag;

        private Text(byte[] bytes, int flag) {
            this.bytes = bytes;
            this.flag = flag;
        }

        static Text of(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
                return new Text(utf8, 0);
            }
            var utf16 = ByteBuffer.allocate(Character.BYTES * text.length());
            utf16.asCharBuffer().put(text); // Char by char: the charset would replace what stands alone.
            return new Text(utf16.array(), UTF_16);
        }
    }
}
