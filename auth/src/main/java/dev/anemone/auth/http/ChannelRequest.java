package dev.anemone.auth.http;

import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import java.util.List;

/// Which connection wants to subscribe to what.
sealed interface ChannelRequest extends ChannelRequestDecoder.Decoded {
    /// As the client libraries ask, once for each channel.
    record One(SocketId socket, ChannelName channel) implements ChannelRequest {}

    /// Several channels at once.
    ///
    /// @param names each once, in order, well-formed or not: a bad one is no reason to refuse the others
    record Many(SocketId socket, List<String> names) implements ChannelRequest {}
}
