package dev.anemone.api.webhooks;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.Reply;
import dev.anemone.store.WebhookQueue;

/// `POST /apps/{app}/webhooks/deliveries/{delivery}/replay`: has a delivery sent once more, now, with the body it had. One
/// that was delivered may be sent again too; one that waits is sent at once.
public record ReplayDeliveryHandler(WebhookQueue queue) implements BlockingHandler {
    @Override
    public Reply handle(ApiRequest request) {
        String id = request.pathVariable("delivery");
        return queue.replay(request.app().id(), id)
                .toCompletableFuture()
                .join()
                .map(delivery -> Reply.json(DeliveryJson.of(delivery).toString()))
                .orElseGet(() -> Reply.notFound("Unknown delivery: " + id));
    }
}
