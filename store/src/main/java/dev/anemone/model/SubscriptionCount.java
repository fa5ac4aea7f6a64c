package dev.anemone.model;

/// The number of a channel's subscriptions has changed, over all nodes. Sent only for apps that ask for counts.
public record SubscriptionCount(ChannelKey channel, int subscriptions) implements ChannelMessage {}
