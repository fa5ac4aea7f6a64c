package dev.anemone.model;

import org.jspecify.annotations.Nullable;

/// An event on its way to the subscribers of one channel.
///
/// @param except the connection that asked not to hear it, or sent it; `null` if nobody is left out
/// @param sender the member who sent it, on presence channels and client events only
/// @param retention what the store is asked to keep; [Retention#NONE] once it has been published
/// @param key by what a repetition is known, for the store alone; `null` if none is expected, and once it has been published
/// @param position where it stands in the channel, once the store has given it a place; [StreamPosition#NONE] before, and
///     if it is kept nowhere
public record Publication(ChannelKey channel, EventName event, EventData data, @Nullable SocketId except,
        @Nullable UserId sender, Retention retention, @Nullable IdempotencyKey key, StreamPosition position)
        implements
            ChannelMessage {
    /// An event that is not kept.
    public Publication(ChannelKey channel, EventName event, EventData data, @Nullable SocketId except,
            @Nullable UserId sender) {
        this(channel, event, data, except, sender, Retention.NONE, null, StreamPosition.NONE);
    }

    /// An event for every subscriber that is not kept.
    public Publication(ChannelKey channel, EventName event, EventData data) {
        this(channel, event, data, null, null);
    }

    /// The same event, to be kept.
    public Publication kept(Retention asked) {
        return new Publication(channel, event, data, except, sender, asked, key, position);
    }

    /// The same event, to be published once however often it is sent.
    public Publication once(IdempotencyKey known) {
        return new Publication(channel, event, data, except, sender, retention, known, position);
    }

    /// The event as it was published, with its place in the channel.
    public Publication at(StreamPosition place) {
        return new Publication(channel, event, data, except, sender, Retention.NONE, null, place);
    }
}
