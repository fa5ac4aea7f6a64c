package dev.anemone.auth.http;

import dev.anemone.model.ChannelName;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.SocketId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `socket_id` with `channel_name` or, in JSON, `channels`. Any input gives a request or a refusal.
final class ChannelRequestDecoder {
    /// The most channels that one request may name.
    static final int MAX_CHANNELS = 100;

    private static final BodyDecoder.Known KNOWN = new BodyDecoder.Known(
            List.of(Members.SOCKET_ID, Members.CHANNEL_NAME), List.of(Members.CHANNELS));

    private ChannelRequestDecoder() {}

    /// A request, or why it is none.
    sealed interface Decoded permits ChannelRequest, Refused {}

    /// @param contentType as sent; parameters such as `charset` are ignored
    static Decoded decode(@Nullable String contentType, String body) {
        return switch (BodyDecoder.decode(contentType, body, KNOWN)) {
            case Refused refused -> refused;
            case BodyDecoder.Fields fields -> of(fields);
        };
    }

    private static Decoded of(BodyDecoder.Fields fields) {
        Optional<String> socket = fields.text(Members.SOCKET_ID);
        Optional<String> channel = fields.text(Members.CHANNEL_NAME);
        Optional<List<String>> channels = fields.list(Members.CHANNELS);
        if (socket.isEmpty()) {
            return Refused.missing(Members.SOCKET_ID);
        }
        if (channel.isPresent() && channels.isPresent()) {
            return Refused.malformed("Expected channel_name or channels, got both.");
        }
        try {
            var socketId = new SocketId(socket.get());
            return channels.isPresent()
                    ? many(socketId, channels.get())
                    : channel.<Decoded>map(name -> new ChannelRequest.One(socketId, new ChannelName(name)))
                            .orElseGet(() -> Refused.missing(Members.CHANNEL_NAME));
        } catch (MalformedNameException e) {
            return Refused.malformed(e.getMessage() + ".");
        }
    }

    private static Decoded many(SocketId socket, List<String> names) {
        return names.isEmpty() || names.size() > MAX_CHANNELS
                ? Refused.malformed("channels: expected 1 to " + MAX_CHANNELS + ", got " + names.size() + ".")
                : new ChannelRequest.Many(socket, List.copyOf(new LinkedHashSet<>(names)));
    }
}
