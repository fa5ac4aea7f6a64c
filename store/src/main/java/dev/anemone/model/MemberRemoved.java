package dev.anemone.model;

/// The last connection of a user left a presence channel.
///
/// @param version the membership version that this change made; see [dev.anemone.store.Presence]
public record MemberRemoved(ChannelKey channel, UserId user, long version) implements ChannelMessage {}
