package dev.anemone.model;

/// Some of what was published to a channel may not have reached this node, and cannot be had any more.
///
/// @param from the place up to which nothing is missing; [StreamPosition#NONE] if that is not known
/// @param to the first place from which on nothing is missing; of a later epoch, or with an offset that does not follow
public record HistoryGap(ChannelKey channel, StreamPosition from, StreamPosition to) implements ChannelMessage {}
