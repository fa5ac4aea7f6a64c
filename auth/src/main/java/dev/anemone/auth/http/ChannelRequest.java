package dev.anemone.auth.http;

import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;

/// Which connection wants to subscribe to which channel.
record ChannelRequest(SocketId socket, ChannelName channel) implements ChannelRequestDecoder.Decoded {}
