package dev.anemone.model;

/// The first connection of a user joined a presence channel.
///
/// @param except the connection that joined: it learns of itself from its own member list
/// @param version the membership version that this change made; see [dev.anemone.store.Presence]
public record MemberAdded(ChannelKey channel, Member member, SocketId except, long version) implements ChannelMessage {}
