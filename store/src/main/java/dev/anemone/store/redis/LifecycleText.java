package dev.anemone.store.redis;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.Publication;
import dev.anemone.model.UserId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/// A [LifecycleEvent] as scripts make and keep it (`lifecycle.lua`): a letter, app, channel, and what there is more to say, a
/// space between each two. A user is a [WireText]; what a client sent is an [Envelope].
final class LifecycleText {
    private static final byte[] NOTHING = {};

    private LifecycleText() {}

    /// The letter of an event.
    static char letter(LifecycleEvent event) {
        return switch (event) {
            case Occupied _ -> 'O';
            case Vacated _ -> 'V';
            case MemberCame _ -> 'C';
            case MemberWent _ -> 'W';
            case CountChanged _ -> 'N';
            case CacheMissed _ -> 'M';
            case ClientSent _ -> 'E';
        };
    }

    /// App and channel, a space between.
    static String subject(ChannelKey channel) {
        return channel.app() + " " + channel.channel();
    }

    static byte[] encode(LifecycleEvent event) {
        byte[] head = RedisKeys.bytes(letter(event) + subject(event.channel()));
        byte[] more = switch (event) {
            case Occupied _,Vacated _,CacheMissed _ -> NOTHING;
            case MemberCame(_, var user) -> WireText.encode(user.value());
            case MemberWent(_, var user) -> WireText.encode(user.value());
            case CountChanged(_, var subscriptions) -> RedisKeys.bytes(Integer.toString(subscriptions));
            case ClientSent(var channel, var name, var data, var socket, var user) ->
                Envelope.encode(new Publication(channel, name, data, socket, user));
        };
        return more.length == 0
                ? head
                : ByteBuffer.allocate(head.length + 1 + more.length).put(head).put((byte) ' ').put(more).array();
    }

    /// What [#encode] or a script made; empty if it is neither.
    static Optional<LifecycleEvent> decode(byte[] text) {
        try {
            ChannelKey channel = channel(text);
            int head = 1 + subject(channel).length();
            byte[] more = text.length == head ? NOTHING : Arrays.copyOfRange(text, head + 1, text.length);
            return Optional.ofNullable(switch (text[0]) {
                case 'O' -> new Occupied(channel);
                case 'V' -> new Vacated(channel);
                case 'M' -> new CacheMissed(channel);
                case 'C' -> new MemberCame(channel, new UserId(WireText.decode(ByteBuffer.wrap(more))));
                case 'W' -> new MemberWent(channel, new UserId(WireText.decode(ByteBuffer.wrap(more))));
                case 'N' -> new CountChanged(channel, Integer.parseInt(RedisKeys.name(more)));
                case 'E' -> Envelope.decode(channel, more).map(LifecycleText::sent).orElse(null);
                default -> null;
            });
        } catch (RuntimeException _) { // Cut short, or not the values they should be.
            return Optional.empty();
        }
    }

    private static LifecycleEvent sent(Publication publication) {
        return new ClientSent(publication.channel(), publication.event(), publication.data(),
                Objects.requireNonNull(publication.except()), publication.sender());
    }

    /// The channel of an event.
    ///
    /// @throws RuntimeException if it is none
    static ChannelKey channel(byte[] text) {
        String[] parts = RedisKeys.name(text).substring(1).split(" ", 3);
        return new ChannelKey(new AppId(parts[0]), new ChannelName(parts[1]));
    }
}
