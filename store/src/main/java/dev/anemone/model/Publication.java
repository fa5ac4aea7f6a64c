package dev.anemone.model;

import org.jspecify.annotations.Nullable;

/// An event on its way to the subscribers of one channel.
///
/// @param except the connection that asked not to hear it, or sent it; `null` if nobody is left out
/// @param sender the member who sent it, on presence channels and client events only
public record Publication(ChannelKey channel, EventName event, EventData data, @Nullable SocketId except,
        @Nullable UserId sender) implements ChannelMessage {
    /// An event for every subscriber.
    public Publication(ChannelKey channel, EventName event, EventData data) {
        this(channel, event, data, null, null);
    }
}
