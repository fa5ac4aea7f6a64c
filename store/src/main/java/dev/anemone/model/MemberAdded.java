package dev.anemone.model;

/// The first connection of a user joined a presence channel.
///
/// @param except the connection that joined: it learns of itself from its own member list
/// @param version the membership version that this change made; see [dev.anemone.store.Presence]
/// @param since only those who were shown a member list of this version or a later one do not know the member yet; 0 if
///     nobody does
public record MemberAdded(ChannelKey channel, Member member, SocketId except, long version, long since)
        implements
            ChannelMessage {
    /// A member whom nobody knows yet.
    public MemberAdded(ChannelKey channel, Member member, SocketId except, long version) {
        this(channel, member, except, version, 0);
    }
}
