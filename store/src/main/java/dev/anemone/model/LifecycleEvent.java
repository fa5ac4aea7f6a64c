package dev.anemone.model;

import org.jspecify.annotations.Nullable;

/// Something that happened in a channel and that its app's backend can be told by a webhook (Pusher docs, "Webhooks").
public sealed interface LifecycleEvent {
    /// Where it happened.
    ChannelKey channel();

    /// Which webhooks tell it.
    default WebhookEvent type() {
        return switch (this) {
            case Occupied _ -> WebhookEvent.CHANNEL_OCCUPIED;
            case Vacated _ -> WebhookEvent.CHANNEL_VACATED;
            case MemberCame _ -> WebhookEvent.MEMBER_ADDED;
            case MemberWent _ -> WebhookEvent.MEMBER_REMOVED;
            case ClientSent _ -> WebhookEvent.CLIENT_EVENT;
            case CacheMissed _ -> WebhookEvent.CACHE_MISS;
            case CountChanged _ -> WebhookEvent.SUBSCRIPTION_COUNT;
        };
    }

    /// The channel has its first subscriber.
    record Occupied(ChannelKey channel) implements LifecycleEvent {}

    /// The channel has lost its last subscriber, and none came back in time.
    record Vacated(ChannelKey channel) implements LifecycleEvent {}

    /// A user is in a presence channel, with one connection or more.
    record MemberCame(ChannelKey channel, UserId user) implements LifecycleEvent {}

    /// A user has left a presence channel with its last connection, and did not come back in time.
    record MemberWent(ChannelKey channel, UserId user) implements LifecycleEvent {}

    /// A client has sent a client event.
    ///
    /// @param user who it is on a presence channel; `null` elsewhere
    record ClientSent(ChannelKey channel, EventName event, EventData data, SocketId socket, @Nullable UserId user)
            implements
                LifecycleEvent {}

    /// Somebody subscribed to a cache channel that has no last event.
    record CacheMissed(ChannelKey channel) implements LifecycleEvent {}

    /// The channel has so many subscriptions now.
    record CountChanged(ChannelKey channel, int subscriptions) implements LifecycleEvent {}
}
