package dev.anemone.api.channels;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Reply;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import dev.anemone.store.Occupancy;
import java.util.List;
import java.util.Set;

/// `GET /apps/{app}/channels`: the occupied channels, and what `info` asks about each. `filter_by_prefix` narrows the
/// list. There are no pages.
public record ListChannelsHandler(Occupancy occupancy, ChannelInfoReader infoReader) implements BlockingHandler {
    @Override
    public Reply handle(ApiRequest request) {
        App app = request.app();
        String prefix = request.parameters().value("filter_by_prefix").orElse("");
        return InfoAttribute.requested(app, request.parameters())
                .then(attributes -> checkUserCount(prefix, attributes))
                .then(ListChannelsHandler::checkCache)
                .reply(attributes -> list(app, prefix, attributes));
    }

    private static Checked<Set<InfoAttribute>> checkUserCount(String prefix, Set<InfoAttribute> attributes) {
        return attributes.contains(InfoAttribute.USER_COUNT) && !prefix.startsWith(ChannelKind.PRESENCE.prefix())
                ? Checked.refused(Reply.badRequest("user_count may only be requested for presence channels - "
                        + "please supply filter_by_prefix beginning with presence-"))
                : Checked.valid(attributes);
    }

    private static Checked<Set<InfoAttribute>> checkCache(Set<InfoAttribute> attributes) {
        return attributes.contains(InfoAttribute.CACHE)
                ? Checked.refused(Reply.badRequest("cache may only be requested for one channel"))
                : Checked.valid(attributes);
    }

    private Reply list(App app, String prefix, Set<InfoAttribute> attributes) {
        List<ChannelName> names = List.copyOf(
                occupancy.occupied(app.id(), prefix).toCompletableFuture().join().keySet());
        List<ChannelInfo> infos = infoReader
                .read(app, names.stream().map(name -> new ChannelInfoReader.Query(name, attributes)).toList())
                .toCompletableFuture()
                .join();
        var channels = new JsonObject();
        for (int i = 0; i < names.size(); i++) {
            channels.object(names.get(i).value(), infos.get(i).toJson());
        }
        return Reply.json(new JsonObject().object("channels", channels).toString());
    }
}
