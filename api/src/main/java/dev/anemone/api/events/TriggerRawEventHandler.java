package dev.anemone.api.events;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.RequestHandler;
import dev.anemone.api.http.Utf8;
import dev.anemone.model.EventData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// `POST /apps/{app}/channels/{channel}/events`, deprecated by Pusher: triggers one event on one channel. The body is
/// the event's data as it stands, in UTF-8; all else is in the query.
public record TriggerRawEventHandler(Publishing publishing) implements RequestHandler {
    @Override
    public CompletionStage<Reply> handle(ApiRequest request) {
        if (!Utf8.isValid(request.body())) {
            return CompletableFuture.completedStage(Reply.badRequest("The request body is not valid UTF-8."));
        }
        QueryParameters query = request.parameters();
        var draft = new EventDraft(query.value("name").orElse(null), null, request.pathVariable("channel"),
                EventData.ofString(new String(request.body(), StandardCharsets.UTF_8)),
                query.value("socket_id").orElse(null), null, query.value("id").orElse(null));
        return IdempotencyHeader.read(request)
                .then(key -> draft.check(request.app().limits())
                        .then(trigger -> Checked.valid(trigger.orKnownBy(
                                key.map(text -> new EventKey(text, draft.digest()))))))
                .answer(trigger -> publishing.publish(request.app(), List.of(trigger), _ -> Reply.ACCEPTED));
    }
}
