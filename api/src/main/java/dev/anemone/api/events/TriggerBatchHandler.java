package dev.anemone.api.events;

import dev.anemone.api.channels.ChannelInfo;
import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.RequestHandler;
import dev.anemone.model.App;
import dev.anemone.store.Broker;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// `POST /apps/{app}/batch_events`: triggers up to 10 events, each on one channel, in order. All of them are published,
/// or none. Counts that `info` asks for are read first, as for single events.
public record TriggerBatchHandler(Broker broker, ChannelInfoReader infoReader, Rates rates) implements RequestHandler {
    @Override
    public CompletionStage<Reply> handle(ApiRequest request) {
        App app = request.app();
        return EventDecoder.batch(request.body(), app.limits())
                .then(triggers -> rates.publishing(app, triggers.size(), triggers))
                .answer(triggers -> triggers.stream().allMatch(trigger -> trigger.info().isEmpty())
                        ? publish(app, triggers, Reply.OK)
                        : infoReader.read(app, triggers.stream().flatMap(Trigger::infoQueries).toList())
                                .thenCompose(infos -> publish(app, triggers, batch(infos))));
    }

    private CompletionStage<Reply> publish(App app, List<Trigger> triggers, Reply reply) {
        return broker.publish(triggers.stream().flatMap(trigger -> trigger.publications(app)).toList())
                .thenApply(_ -> reply);
    }

    /// An element for each event, empty where none was asked for.
    private static Reply batch(List<ChannelInfo> infos) {
        return Reply.json(new JsonObject()
                .array("batch", infos.stream().map(ChannelInfo::toJson).toList())
                .toString());
    }
}
