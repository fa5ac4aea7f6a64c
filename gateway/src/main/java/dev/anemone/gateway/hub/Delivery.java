package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.SocketId;
import org.jspecify.annotations.Nullable;

/// A message on its way to one shard's subscribers of a channel.
///
/// @param except the connection that must not hear it
/// @param membershipVersion of a change of members: subscribers whose list already shows it skip it; 0 for all else
record Delivery(ChannelKey channel, Frame frame, @Nullable SocketId except, long membershipVersion) {}
