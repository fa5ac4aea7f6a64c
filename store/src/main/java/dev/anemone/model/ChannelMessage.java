package dev.anemone.model;

/// What travels through a channel's feed, in one order for all nodes: events, the changes of its membership, and of its
/// size. A node that has missed some hears that in their place.
public sealed interface ChannelMessage permits Publication, MemberAdded, MemberRemoved, SubscriptionCount, HistoryGap {
    /// The channel it travels through.
    ChannelKey channel();
}
