package dev.anemone.api.events;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.Reply;
import dev.anemone.model.EventData;
import dev.anemone.store.Broker;
import java.nio.charset.StandardCharsets;

/// `POST /apps/{app}/channels/{channel}/events`, deprecated by Pusher: triggers one event on one channel. The body is
/// the event's data as it stands, in UTF-8; all else is in the query.
public record TriggerRawEventHandler(Broker broker, Rates rates) implements BlockingHandler {
    @Override
    public Reply handle(ApiRequest request) {
        if (!Utf8.isValid(request.body())) {
            return Reply.badRequest("The request body is not valid UTF-8.");
        }
        QueryParameters query = request.parameters();
        var draft = new EventDraft(query.value("name").orElse(null), null, request.pathVariable("channel"),
                EventData.ofString(new String(request.body(), StandardCharsets.UTF_8)),
                query.value("socket_id").orElse(null), null);
        return draft.check(request.app().limits())
                .then(trigger -> rates.publishing(request.app(), trigger.size(), trigger))
                .reply(trigger -> {
                    broker.publish(trigger.publications(request.app()).toList()).toCompletableFuture().join();
                    return Reply.ACCEPTED;
                });
    }
}
