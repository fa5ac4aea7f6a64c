package dev.anemone.auth;

import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.SocketId;
import org.jspecify.annotations.Nullable;

/// Signs and checks subscriptions to private and presence channels (Pusher docs, "Generating authentication and
/// authorization strings"). Stateless.
public final class SubscriptionSigner {
    private SubscriptionSigner() {}

    /// What is signed: `socket_id:channel`, with `:channel_data` after it if there is any, on channels of any kind. Empty
    /// text counts as none.
    ///
    /// @param channelData exactly as it will be sent: it is never parsed and written again
    public static String stringToSign(SocketId socket, ChannelName channel, @Nullable String channelData) {
        String base = socket.value() + ":" + channel.value();
        return channelData == null || channelData.isEmpty() ? base : base + ":" + channelData;
    }

    /// The value of `auth` that admits `socket` to `channel`: `key:signature`.
    public static String sign(Credential credential, SocketId socket, ChannelName channel,
            @Nullable String channelData) {
        return credential.key() + ":" + HmacSha256.hex(credential, stringToSign(socket, channel, channelData));
    }

    /// Whether `signature` (the part of `auth` after the first colon) was made with `credential`. Constant time.
    public static boolean verify(Credential credential, SocketId socket, ChannelName channel,
            @Nullable String channelData, String signature) {
        return HmacSha256.matches(
                HmacSha256.hex(credential, stringToSign(socket, channel, channelData)), signature);
    }
}
