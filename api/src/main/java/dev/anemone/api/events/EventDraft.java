package dev.anemone.api.events;

import dev.anemone.api.channels.ChannelNames;
import dev.anemone.api.channels.InfoAttribute;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Reply;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Limits;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.SocketId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An event as a caller asked for it, from whichever form of request; `null` is what was not given.
///
/// @param channels preferred to `channel` if both are given
/// @param id by what the event is known again
record EventDraft(@Nullable String name, @Nullable List<String> channels, @Nullable String channel,
        @Nullable EventData data, @Nullable String socketId, @Nullable String info, @Nullable String id) {
    /// The event that a query describes, as `POST /events` allows instead of a body.
    static EventDraft ofQuery(QueryParameters query) {
        return new EventDraft(query.value("name").orElse(null), query.array("channels").orElse(null),
                query.value("channel").orElse(null), query.value("data").map(EventData::ofString).orElse(null),
                query.value("socket_id").orElse(null), query.value("info").orElse(null),
                query.value("id").orElse(null));
    }

    /// A digest of all that was asked for.
    String digest() {
        return new ContentDigest().add(name)
                .add(channels)
                .add(channel)
                .add(data == null ? new byte[0] : data.token())
                .add(socketId)
                .add(info)
                .hex();
    }

    /// The event, if everything about it is right and within `limits`. Refused with 413 if only its data is too long,
    /// with 400 otherwise.
    Checked<Trigger> check(Limits limits) {
        return checkName(limits)
                .then(event -> checkChannels(limits)
                        .then(names -> checkSocketId()
                                .then(except -> checkInfo()
                                        .then(attributes -> checkData(limits)
                                                .then(payload -> Checked.valid(
                                                        new Trigger(event, names, payload, except, attributes,
                                                                Optional.empty())))))))
                .then(this::checkId);
    }

    private Checked<EventName> checkName(Limits limits) {
        if (name == null) {
            return refused("Expected name parameter to be a string");
        }
        if (name.isEmpty() || name.length() > limits.maxEventNameLength()) {
            return refused("Invalid event name: expected 1 to " + limits.maxEventNameLength() + " characters, got "
                    + name.length());
        }
        var event = new EventName(name);
        return event.reserved()
                ? refused("Invalid event name: names that start with pusher: or pusher_internal: are reserved")
                : Checked.valid(event);
    }

    private Checked<List<ChannelName>> checkChannels(Limits limits) {
        List<String> given = channels != null ? channels : channel != null ? List.of(channel) : List.of();
        if (given.isEmpty()) {
            return refused("Missing channels: expected 1 to " + limits.maxChannelsPerEvent()
                    + " names in the channels parameter, or one in the channel parameter");
        }
        if (given.size() > limits.maxChannelsPerEvent()) {
            return refused("Too many channels: at most " + limits.maxChannelsPerEvent() + " are allowed, got "
                    + given.size() + ". Split the request.");
        }
        var names = new LinkedHashSet<ChannelName>();
        for (String text : given) {
            switch (ChannelNames.parse(text, limits)) {
                case Checked.Valid<ChannelName>(ChannelName valid) -> names.add(valid);
                case Checked.Refused<ChannelName>(Reply reply) -> {
                    return Checked.refused(reply);
                }
            }
        }
        return Checked.valid(List.copyOf(names));
    }

    private Checked<EventData> checkData(Limits limits) {
        if (data == null) {
            return refused("Expected data parameter to be a string");
        }
        return data.decodedLength() <= limits.maxEventDataBytes()
                ? Checked.valid(data)
                : Checked.refused(Reply.tooLarge("The data content of this event exceeds the allowed maximum ("
                        + limits.maxEventDataBytes() + " bytes). See "
                        + "https://pusher.com/docs/channels/server_api/http-api#publishing-events for more info"));
    }

    private Checked<Optional<SocketId>> checkSocketId() {
        if (socketId == null) {
            return Checked.valid(Optional.empty());
        }
        try {
            return Checked.valid(Optional.of(new SocketId(socketId)));
        } catch (MalformedNameException _) {
            return refused("Invalid socket id: expected two numbers with a dot between, like 131160.155806628");
        }
    }

    private Checked<Set<InfoAttribute>> checkInfo() {
        return InfoAttribute.parse(info == null ? "" : info);
    }

    private Checked<Trigger> checkId(Trigger trigger) {
        if (id == null) {
            return Checked.valid(trigger);
        }
        return EventKey.wellFormed(id)
                ? Checked.valid(trigger.knownBy(id))
                : refused("Invalid id: expected " + EventKey.EXPECTED);
    }

    private static <T> Checked<T> refused(String message) {
        return Checked.refused(Reply.badRequest(message));
    }
}
