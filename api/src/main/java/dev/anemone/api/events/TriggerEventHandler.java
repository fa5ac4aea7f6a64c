package dev.anemone.api.events;

import dev.anemone.api.channels.ChannelInfo;
import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.RequestHandler;
import dev.anemone.model.App;
import dev.anemone.store.Broker;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// `POST /apps/{app}/events`: triggers one event on up to 100 channels. The event is in the body, or in the query if
/// there is no body.
///
/// Counts that `info` asks for are read first: if they cannot be, nothing has been published, and a caller who tries
/// again publishes once.
public record TriggerEventHandler(Broker broker, ChannelInfoReader infoReader, Rates rates) implements RequestHandler {
    @Override
    public CompletionStage<Reply> handle(ApiRequest request) {
        App app = request.app();
        Checked<Trigger> decoded = request.body().length > 0
                ? EventDecoder.event(request.body(), app.limits())
                : EventDraft.ofQuery(request.parameters()).check(app.limits());
        return decoded.then(trigger -> rates.publishing(app, trigger.size(), trigger))
                .answer(trigger -> trigger.info().isEmpty()
                        ? publish(app, trigger, Reply.OK)
                        : infoReader.read(app, trigger.infoQueries().toList())
                                .thenCompose(infos -> publish(app, trigger, channels(trigger, infos))));
    }

    private CompletionStage<Reply> publish(App app, Trigger trigger, Reply reply) {
        return broker.publish(trigger.publications(app).toList()).thenApply(_ -> reply);
    }

    private static Reply channels(Trigger trigger, List<ChannelInfo> infos) {
        var channels = new JsonObject();
        for (int i = 0; i < infos.size(); i++) {
            channels.object(trigger.channels().get(i).value(), infos.get(i).toJson());
        }
        return Reply.json(new JsonObject().object("channels", channels).toString());
    }
}
