package dev.anemone.api.events;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.RequestHandler;
import dev.anemone.model.ChannelName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// `POST /apps/{app}/batch_events`: triggers up to 10 events, each on one channel, in order. All of them are published,
/// or none.
public record TriggerBatchHandler(Publishing publishing) implements RequestHandler {
    /// What the store knows an event by.
    private record Known(ChannelName channel, String key) {}

    @Override
    public CompletionStage<Reply> handle(ApiRequest request) {
        return IdempotencyHeader.read(request)
                .then(key -> EventDecoder.batch(request.body(), request.app().limits())
                        .then(TriggerBatchHandler::refuseContradictions)
                        .then(triggers -> Checked.valid(keyed(triggers, key, request.body()))))
                .answer(triggers -> publishing.publish(request.app(), triggers,
                        told -> triggers.stream().allMatch(trigger -> trigger.info().isEmpty())
                                ? Reply.OK
                                : batch(triggers.size(), told)));
    }

    /// An id may stand for one event only. One that is there twice is published once.
    private static Checked<List<Trigger>> refuseContradictions(List<Trigger> triggers) {
        Map<Known, EventKey> first = new HashMap<>();
        for (int i = 0; i < triggers.size(); i++) {
            Trigger trigger = triggers.get(i);
            if (trigger.key().isPresent()) {
                EventKey key = trigger.key().get();
                EventKey before = first.putIfAbsent(new Known(trigger.channels().getFirst(), key.value()), key);
                if (before != null && !before.equals(key)) {
                    return Checked.refused(Reply.badRequest("Invalid id: \"" + key.text()
                            + "\" stands for another event of this batch on the same channel")
                            .about("batch[" + i + "]"));
                }
            }
        }
        return Checked.valid(triggers);
    }

    /// Each with its own key, if there is one for all.
    private static List<Trigger> keyed(List<Trigger> triggers, Optional<String> text, byte[] body) {
        Optional<EventKey> key = text.map(given -> new EventKey(given, new ContentDigest().add(body).hex()));
        return IntStream.range(0, triggers.size())
                .mapToObj(i -> triggers.get(i).orKnownBy(key.map(all -> all.at(i))))
                .toList();
    }

    /// An element for each event, empty where none was asked for.
    private static Reply batch(int size, IntFunction<JsonObject> told) {
        return Reply.json(new JsonObject().array("batch", IntStream.range(0, size).mapToObj(told).toList()).toString());
    }
}
