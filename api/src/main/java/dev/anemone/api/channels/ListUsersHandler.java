package dev.anemone.api.channels;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Reply;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.store.Presence;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// `GET /apps/{app}/channels/{channel}/users`: the distinct users of a presence channel, by id.
public record ListUsersHandler(Presence presence) implements BlockingHandler {
    /// What belongs to signing, and so to every request. One library sends the MD5 of an empty body.
    private static final Set<String> EXPECTED_PARAMETERS = Set
            .of("auth_key", "auth_timestamp", "auth_version", "auth_signature", "body_md5");

    @Override
    public Reply handle(ApiRequest request) {
        return ChannelNames.parse(request).reply(channel -> list(request, channel));
    }

    private Reply list(ApiRequest request, ChannelName channel) {
        if (!channel.kind().tracksMembers()) {
            return Reply.badRequest("Users can only be retrieved for presence channels");
        }
        String extraneous = request.parameters()
                .names()
                .stream()
                .filter(name -> !EXPECTED_PARAMETERS.contains(name))
                .collect(Collectors.joining(", "));
        if (!extraneous.isEmpty()) {
            return Reply.badRequest("The following query string parameters are extraneous: " + extraneous);
        }
        List<Member> members = presence.members(new ChannelKey(request.app().id(), channel))
                .toCompletableFuture()
                .join();
        return Reply.json(new JsonObject()
                .array("users",
                        members.stream().map(member -> new JsonObject().string("id", member.id().value())).toList())
                .toString());
    }
}
