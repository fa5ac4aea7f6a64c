package dev.anemone.api.webhooks;

import dev.anemone.api.http.JsonObject;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The body of a webhook request (Pusher docs, "Webhooks", "Webhook format" and "Events").
final class WebhookBody {
    /// How each event begins. Exact, because inside a JSON string its quotes would be escaped.
    private static final Pattern EVENT_NAME = Pattern.compile("\\{\"name\":\"([a-z_]+)\"");

    private WebhookBody() {}

    /// The JSON text.
    ///
    /// @param at when the events happened, the first if there are several
    static String of(Instant at, List<LifecycleEvent> events) {
        return new JsonObject().number("time_ms", at.toEpochMilli())
                .array("events", events.stream().map(WebhookBody::event).toList())
                .toString();
    }

    /// The names of the events in a body that [#of] made, in order.
    static List<String> eventNames(String body) {
        return EVENT_NAME.matcher(body).results().map((MatchResult name) -> name.group(1)).toList();
    }

    private static JsonObject event(LifecycleEvent event) {
        JsonObject json = new JsonObject().string("name", event.type().wireName())
                .string("channel", event.channel().channel().value());
        return switch (event) {
            case Occupied _ -> json;
            case Vacated _ -> json;
            case CacheMissed _ -> json;
            case MemberCame(var _, UserId user) -> json.string("user_id", user.value());
            case MemberWent(var _, UserId user) -> json.string("user_id", user.value());
            case CountChanged(var _, int subscriptions) -> json.number("subscription_count", subscriptions);
            case ClientSent sent -> {
                json.string("event", sent.event().value())
                        .data("data", sent.data())
                        .string("socket_id", sent.socket().toString());
                UserId user = sent.user();
                yield user == null ? json : json.string("user_id", user.value());
            }
        };
    }
}
