package dev.anemone.model;

/// Some of what was published to a channel may not have reached this node, and cannot be had any more.
///
/// @param from the place up to which nothing is missing; [StreamPosition#NONE] if that is not known
/// @param to the place behind which nothing is missing; whoever goes on from there hears all that follows
public record HistoryGap(ChannelKey channel, StreamPosition from, StreamPosition to) implements ChannelMessage {}
