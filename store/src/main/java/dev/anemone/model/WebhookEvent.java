package dev.anemone.model;

import java.util.Locale;

/// What a webhook can tell. The names on the wire are these in lower case (Pusher docs, "Webhook types").
public enum WebhookEvent {
    CHANNEL_OCCUPIED, CHANNEL_VACATED, MEMBER_ADDED, MEMBER_REMOVED, CLIENT_EVENT, CACHE_MISS, SUBSCRIPTION_COUNT;

    /// The event's name in a webhook's body, e.g. `channel_occupied`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
