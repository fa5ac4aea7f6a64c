package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.model.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/// What scripts send through a channel. Byte 0 tells what it is; numbers and names follow in ASCII, each with a space
/// behind it unless it is the last, and then texts ([WireText]) or a publication's [Envelope].
final class StateEnvelope {
    static final byte ADDED = 2;
    static final byte REMOVED = 3;
    static final byte COUNT = 4;
    static final byte POSITIONED = 5;

    private static final int MAX_ASCII = 64;

    private StateEnvelope() {}

    /// What arrived through `channel`, from a script or as a plain publication; empty if it is nothing of ours.
    static Optional<ChannelMessage> decode(ChannelKey channel, byte[] envelope) {
        var bytes = ByteBuffer.wrap(envelope);
        try {
            return switch (bytes.get()) {
                case ADDED -> Optional.of(added(channel, bytes));
                case REMOVED -> {
                    long version = Long.parseLong(ascii(bytes));
                    yield Optional.of(new MemberRemoved(channel, new UserId(WireText.decode(bytes)), version));
                }
                case COUNT -> Optional.of(new SubscriptionCount(channel,
                        Integer.parseInt(new String(envelope, 1, envelope.length - 1, StandardCharsets.US_ASCII))));
                case POSITIONED -> positioned(channel, bytes).map(Function.identity());
                default -> Envelope.decode(channel, envelope).map(Function.identity());
            };
        } catch (RuntimeException _) { // Cut short, or not the values they should be.
            return Optional.empty();
        }
    }

    /// A publication and its place: offset, epoch, id, envelope.
    static Optional<Publication> positioned(ChannelKey channel, ByteBuffer bytes) {
        long offset = Long.parseLong(ascii(bytes));
        String epoch = ascii(bytes);
        String id = ascii(bytes);
        byte[] envelope = new byte[bytes.remaining()];
        bytes.get(envelope);
        return Envelope.decode(channel, envelope)
                .map(publication -> publication.at(new StreamPosition(epoch, offset, id)));
    }

    private static MemberAdded added(ChannelKey channel, ByteBuffer bytes) {
        long version = Long.parseLong(ascii(bytes));
        long since = Long.parseLong(ascii(bytes));
        var socket = new SocketId(ascii(bytes));
        int length = Integer.parseInt(ascii(bytes));
        ByteBuffer user = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        var member = new Member(new UserId(WireText.decode(user)), WireText.decode(bytes));
        return new MemberAdded(channel, member, socket, version, since);
    }

    /// What stands before the next space, which is skipped.
    private static String ascii(ByteBuffer bytes) {
        int length = 0;
        while (bytes.get(bytes.position() + length) != ' ') {
            if (++length > MAX_ASCII) {
                throw new IllegalArgumentException("No space.");
            }
        }
        byte[] text = new byte[length];
        bytes.get(text).get();
        return new String(text, StandardCharsets.US_ASCII);
    }
}
