package dev.anemone.api.channels;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Reply;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.store.CacheChannels;
import dev.anemone.store.Occupancy;
import java.util.List;
import java.util.Set;

/// `GET /apps/{app}/channels/{channel}`: whether the channel is occupied, and what `info` asks. A channel nobody ever
/// used is an unoccupied one.
public record ShowChannelHandler(Occupancy occupancy, CacheChannels cacheChannels, ChannelInfoReader infoReader)
        implements
            BlockingHandler {
    @Override
    public Reply handle(ApiRequest request) {
        App app = request.app();
        return ChannelNames.parse(request)
                .reply(channel -> InfoAttribute.requested(app, request.parameters())
                        .then(attributes -> checkUserCount(channel, attributes))
                        .then(attributes -> checkCache(channel, attributes))
                        .reply(attributes -> show(app, channel, attributes)));
    }

    private static Checked<Set<InfoAttribute>> checkUserCount(ChannelName channel, Set<InfoAttribute> attributes) {
        return attributes.contains(InfoAttribute.USER_COUNT) && !channel.kind().tracksMembers()
                ? Checked.refused(Reply.badRequest(
                        "Cannot retrieve the user count unless the channel is a presence channel"))
                : Checked.valid(attributes);
    }

    private static Checked<Set<InfoAttribute>> checkCache(ChannelName channel, Set<InfoAttribute> attributes) {
        return attributes.contains(InfoAttribute.CACHE) && !channel.kind().keepsLastEvent()
                ? Checked.refused(Reply.badRequest("Cannot retrieve the cache unless the channel is a cache channel"))
                : Checked.valid(attributes);
    }

    private Reply show(App app, ChannelName channel, Set<InfoAttribute> attributes) {
        int subscriptions = occupancy.subscriptions(List.of(new ChannelKey(app.id(), channel)))
                .toCompletableFuture()
                .join()
                .getFirst();
        ChannelInfo info = infoReader.read(app, List.of(new ChannelInfoReader.Query(channel, attributes)))
                .toCompletableFuture()
                .join()
                .getFirst();
        JsonObject shown = info.addTo(new JsonObject().bool("occupied", subscriptions > 0));
        if (attributes.contains(InfoAttribute.CACHE)) {
            addCache(shown, new ChannelKey(app.id(), channel));
        }
        return Reply.json(shown.toString());
    }

    private void addCache(JsonObject shown, ChannelKey channel) {
        cacheChannels.last(channel)
                .toCompletableFuture()
                .join()
                .ifPresentOrElse(
                        last -> shown.object(InfoAttribute.CACHE.wireName(),
                                new JsonObject().data("data", last.data())
                                        .number("ttl", last.remaining().toSeconds())),
                        () -> shown.nothing(InfoAttribute.CACHE.wireName()));
    }
}
