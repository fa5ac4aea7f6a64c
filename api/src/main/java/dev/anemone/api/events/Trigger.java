package dev.anemone.api.events;

import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.channels.InfoAttribute;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
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
record Trigger(EventName name, List<ChannelName> channels, EventData data, Optional<SocketId> except,
        Set<InfoAttribute> info) {
    /// One publication for each channel, in order, to be kept as the app says.
    Stream<Publication> publications(App app) {
        return channels.stream()
                .map(channel -> new Publication(
                        new ChannelKey(app.id(), channel), name, data, except.orElse(null), null)
                        .kept(app.retention(channel)));
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
