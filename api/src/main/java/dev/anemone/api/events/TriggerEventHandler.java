package dev.anemone.api.events;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.RequestHandler;
import dev.anemone.model.Limits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/// `POST /apps/{app}/events`: triggers one event on up to 100 channels. The event is in the body, or in the query if
/// there is no body.
public record TriggerEventHandler(Publishing publishing) implements RequestHandler {
    @Override
    public CompletionStage<Reply> handle(ApiRequest request) {
        return IdempotencyHeader.read(request)
                .then(key -> decode(request, key))
                .answer(trigger -> publishing.publish(request.app(), List.of(trigger),
                        told -> trigger.info().isEmpty() ? Reply.OK : channels(trigger, told)));
    }

    private static Checked<Trigger> decode(ApiRequest request, Optional<String> key) {
        byte[] body = request.body();
        Limits limits = request.app().limits();
        if (body.length > 0) {
            return EventDecoder.event(body, limits)
                    .then(trigger -> Checked.valid(trigger.orKnownBy(
                            key.map(text -> new EventKey(text, new ContentDigest().add(body).hex())))));
        }
        EventDraft draft = EventDraft.ofQuery(request.parameters());
        return draft.check(limits)
                .then(trigger -> Checked.valid(trigger.orKnownBy(
                        key.map(text -> new EventKey(text, draft.digest())))));
    }

    private static Reply channels(Trigger trigger, IntFunction<JsonObject> told) {
        var channels = new JsonObject();
        for (int i = 0; i < trigger.size(); i++) {
            channels.object(trigger.channels().get(i).value(), told.apply(i));
        }
        return Reply.json(new JsonObject().object("channels", channels).toString());
    }
}
