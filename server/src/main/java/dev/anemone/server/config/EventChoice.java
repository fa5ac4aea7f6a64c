package dev.anemone.server.config;

import dev.anemone.model.WebhookEvent;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What an operator writes to say what an endpoint is told: an event by its name on the wire, or one of the groups of
/// Pusher's dashboard.
public enum EventChoice {
    CHANNEL_OCCUPIED(WebhookEvent.CHANNEL_OCCUPIED), CHANNEL_VACATED(WebhookEvent.CHANNEL_VACATED),
    /// A user came to a presence channel.
    MEMBER_ADDED(WebhookEvent.MEMBER_ADDED), MEMBER_REMOVED(WebhookEvent.MEMBER_REMOVED),
    /// A client sent an event.
    CLIENT_EVENT(WebhookEvent.CLIENT_EVENT), CACHE_MISS(WebhookEvent.CACHE_MISS),
    /// The number of subscriptions changed.
    SUBSCRIPTION_COUNT(WebhookEvent.SUBSCRIPTION_COUNT),
    /// The group of [#CHANNEL_OCCUPIED] and [#CHANNEL_VACATED].
    CHANNEL_EXISTENCE_GROUP("channel-existence", WebhookEvent.CHANNEL_OCCUPIED, WebhookEvent.CHANNEL_VACATED),
    /// The group of [#MEMBER_ADDED] and [#MEMBER_REMOVED].
    PRESENCE_GROUP("presence", WebhookEvent.MEMBER_ADDED, WebhookEvent.MEMBER_REMOVED),
    /// The group of [#CLIENT_EVENT].
    CLIENT_EVENTS_GROUP("client-events", WebhookEvent.CLIENT_EVENT),
    /// The group of [#CACHE_MISS].
    CACHE_CHANNELS_GROUP("cache-channels", WebhookEvent.CACHE_MISS),
    /// The group of [#SUBSCRIPTION_COUNT].
    SUBSCRIPTION_COUNT_GROUP("subscription-count", WebhookEvent.SUBSCRIPTION_COUNT);

    /// The groups that hold [WebhookEvent#DEFAULTS].
    static final List<EventChoice> DEFAULTS = List.of(CHANNEL_EXISTENCE_GROUP, PRESENCE_GROUP, CLIENT_EVENTS_GROUP,
            CACHE_CHANNELS_GROUP);

    private final String text;
    private final WebhookEvent one;
    private final WebhookEvent other; // The same, where the choice is one event.

    EventChoice(WebhookEvent event) {
        this(event.wireName(), event);
    }

    EventChoice(String text, WebhookEvent event) {
        this(text, event, event);
    }

    EventChoice(String text, WebhookEvent one, WebhookEvent other) {
        this.text = text;
        this.one = one;
        this.other = other;
    }

    /// What is chosen by all of `choices`.
    static Set<WebhookEvent> events(List<EventChoice> choices) {
        var events = EnumSet.noneOf(WebhookEvent.class);
        for (EventChoice choice : choices) {
            events.add(choice.one);
            events.add(choice.other);
        }
        return events;
    }

    /// What chooses just `events`: each by its own name, unless it is what endpoints hear by default.
    static List<EventChoice> choices(Set<WebhookEvent> events) {
        return events.equals(WebhookEvent.DEFAULTS)
                ? DEFAULTS
                : Stream.of(values()).filter(choice -> choice.text.equals(choice.one.wireName()))
                        .filter(choice -> events.contains(choice.one)).toList();
    }

    /// As it is written.
    @Override
    public String toString() {
        return text;
    }
}
