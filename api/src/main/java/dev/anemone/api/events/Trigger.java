package dev.anemone.api.events;

import dev.anemone.api.channels.ChannelInfo;
import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.channels.InfoAttribute;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One event to be triggered, checked against its app's limits.
///
/// @param channels where to, each once
/// @param except the connection that shall not hear it
/// @param info what the caller wants to know about the channels
/// @param key by what it is known again on each of its channels; empty if it is not
record Trigger(EventName name, List<ChannelName> channels, EventData data, Optional<SocketId> except,
        Set<InfoAttribute> info, Optional<EventKey> key) {
    /// The same event, known by `id` and what it is. Its caller may ask for other `info` another time.
    Trigger knownBy(String id) {
        String content = new ContentDigest().add(name.value())
                .add(channels.stream().map(ChannelName::value).toList())
                .add(data.token())
                .add(except.map(SocketId::value).orElse(null))
                .hex();
        return orKnownBy(Optional.of(new EventKey(id, content)));
    }

    /// The same event, known by `other` unless it has a key of its own.
    Trigger orKnownBy(Optional<EventKey> other) {
        return new Trigger(name, channels, data, except, info, key.or(() -> other));
    }

    /// The publication for one of the channels: to be kept as the app says, and once if there is a key.
    ///
    /// @param told what the caller is told of the channel
    Publication publication(App app, ChannelName channel, ChannelInfo told) {
        Publication publication = new Publication(new ChannelKey(app.id(), channel), name, data, except.orElse(null),
                null).kept(app.retention(channel));
        return key.map(known -> publication
                .once(new IdempotencyKey(known.value(), known.content(), told.toJson().toString())))
                .orElse(publication);
    }

    /// How many publications it takes.
    int size() {
        return channels.size();
    }

    /// One query for each channel, in order.
    Stream<ChannelInfoReader.Query> infoQueries() {
        return channels.stream().map(channel -> new ChannelInfoReader.Query(channel, info));
    }
}
