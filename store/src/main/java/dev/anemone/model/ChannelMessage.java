package dev.anemone.model;

/// What travels through a channel's feed, in one order for all nodes: events, and the changes of its membership.
public sealed interface ChannelMessage permits Publication, MemberAdded, MemberRemoved {
    /// The channel it travels through.
    ChannelKey channel();
}
