package dev.anemone.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event on its way to the subscribers of one channel.
///
/// @param except the connection that asked not to hear it, or sent it; `null` if nobody is left out
/// @param sender the member who sent it, on presence channels and client events only
/// @param keepFor how long a cache channel keeps it as its last event; zero if it does not count as one
/// @param position where it stands in the channel, once the store has given it a place; [StreamPosition#NONE] before, and
///     on channels that keep nothing
public record Publication(ChannelKey channel, EventName event, EventData data, @Nullable SocketId except,
        @Nullable UserId sender, Duration keepFor, StreamPosition position) implements ChannelMessage {
    /// An event that is not kept.
    public Publication(ChannelKey channel, EventName event, EventData data, @Nullable SocketId except,
            @Nullable UserId sender) {
        this(channel, event, data, except, sender, Duration.ZERO, StreamPosition.NONE);
    }

    /// An event for every subscriber that is not kept.
    public Publication(ChannelKey channel, EventName event, EventData data) {
        this(channel, event, data, null, null);
    }

    /// The same event, to be kept as the last of a channel whose kind does so; on others nothing changes.
    public Publication keptFor(Duration ttl) {
        return channel.channel().kind().keepsLastEvent()
                ? new Publication(channel, event, data, except, sender, ttl, position)
                : this;
    }

    /// The same event with its place in the channel.
    public Publication at(StreamPosition place) {
        return new Publication(channel, event, data, except, sender, keepFor, place);
    }
}
