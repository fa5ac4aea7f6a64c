package dev.anemone.api.webhooks;

import dev.anemone.api.http.JsonObject;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import java.util.Locale;

/// A delivery as the API shows it. Its body is not shown.
final class DeliveryJson {
    private DeliveryJson() {}

    static JsonObject of(Delivery delivery) {
        JsonObject json = new JsonObject().string("id", delivery.id())
                .string("state", name(delivery.state()))
                .string("url", delivery.url().toString())
                .strings("events", WebhookBody.eventNames(delivery.body()))
                .number("created_ms", delivery.created().toEpochMilli())
                .number("attempts", delivery.attempts())
                .string("outcome", delivery.outcome());
        return delivery.state() == State.WAITING ? json.number("due_ms", delivery.due().toEpochMilli()) : json;
    }

    /// `failed` for [State#FAILED].
    static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
