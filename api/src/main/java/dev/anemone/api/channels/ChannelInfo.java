package dev.anemone.api.channels;

import dev.anemone.api.http.JsonObject;
import java.util.OptionalInt;

/// What was found about a channel: of the attributes that were asked, those that it has.
///
/// @param userCount distinct users; empty unless asked of a presence channel
/// @param subscriptionCount connections; empty unless asked by an app that opted in
public record ChannelInfo(OptionalInt userCount, OptionalInt subscriptionCount) {
    /// `object`, with what is known added.
    public JsonObject addTo(JsonObject object) {
        userCount.ifPresent(count -> object.number(InfoAttribute.USER_COUNT.wireName(), count));
        subscriptionCount.ifPresent(count -> object.number(InfoAttribute.SUBSCRIPTION_COUNT.wireName(), count));
        return object;
    }

    /// An object of what is known, empty if nothing is.
    public JsonObject toJson() {
        return addTo(new JsonObject());
    }
}
