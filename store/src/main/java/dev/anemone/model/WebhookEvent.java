package dev.anemone.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a webhook can tell. The names on the wire are these in lower case (Pusher docs, "Webhook types").
public enum WebhookEvent {
    CHANNEL_OCCUPIED, CHANNEL_VACATED, MEMBER_ADDED, MEMBER_REMOVED, CLIENT_EVENT, CACHE_MISS, SUBSCRIPTION_COUNT;

    /// What an endpoint is told that does not say what it wants: all but the counts, which are many.
    public static final Set<WebhookEvent> DEFAULTS = Collections
            .unmodifiableSet(EnumSet.complementOf(EnumSet.of(SUBSCRIPTION_COUNT)));

    /// The event called `name` on the wire; empty if there is none.
    public static Optional<WebhookEvent> ofWireName(String name) {
        for (WebhookEvent event : values()) {
            if (event.wireName().equals(name)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /// The event's name in a webhook's body, e.g. `channel_occupied`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
