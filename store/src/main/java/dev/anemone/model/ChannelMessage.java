package dev.anemone.model;

/// What travels through a channel's feed, in one order for all nodes: events, the changes of its membership, and of its
/// size.
public sealed interface ChannelMessage permits Publication, MemberAdded, MemberRemoved, SubscriptionCount {
    /// The channel it travels through.
    ChannelKey channel();
}
