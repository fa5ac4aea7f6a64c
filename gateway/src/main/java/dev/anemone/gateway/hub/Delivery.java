package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import org.jspecify.annotations.Nullable;

/// A message on its way to one shard's subscribers of a channel.
///
/// @param except the connection that must not hear it
/// @param membershipVersion of a change of members: subscribers whose list already shows it skip it; 0 for all else
/// @param since of a member who was there before: subscribers whose list is older know it and skip it; 0 for all else
/// @param position of an event that is kept: subscribers who were shown it or a later one of its epoch skip it;
///     [StreamPosition#NONE] for all else
/// @param gap whether it tells of a gap, which only some subscribers understand
/// @param subscriptions of a change of the channel's size: paced where there are many; [#NO_COUNT] for all else
record Delivery(ChannelKey channel, Frame frame, @Nullable SocketId except, long membershipVersion, long since,
        StreamPosition position, boolean gap, int subscriptions) {
    static final int NO_COUNT = -1;

    static Delivery event(Publication publication) {
        return new Delivery(publication.channel(), MessageEncoder.publication(publication), publication.except(), 0,
                0, publication.position(), false, NO_COUNT);
    }

    static Delivery members(ChannelKey channel, Frame frame, @Nullable SocketId except, long version) {
        return members(channel, frame, except, version, 0);
    }

    static Delivery members(ChannelKey channel, Frame frame, @Nullable SocketId except, long version, long since) {
        return new Delivery(channel, frame, except, version, since, StreamPosition.NONE, false, NO_COUNT);
    }

    static Delivery count(ChannelKey channel, int subscriptions) {
        return new Delivery(channel, MessageEncoder.subscriptionCount(channel.channel(), subscriptions), null, 0, 0,
                StreamPosition.NONE, false, subscriptions);
    }

    static Delivery gap(HistoryGap gap) {
        return new Delivery(gap.channel(), MessageEncoder.gap(gap), null, 0, 0, gap.to(), true, NO_COUNT);
    }

    /// What the connection hears that is left out, if it knows of places: that it need not hear this. `null` if this has none.
    @Nullable
    Frame place() {
        return position.equals(StreamPosition.NONE) ? null : MessageEncoder.place(channel.channel(), position);
    }

    /// The same frame for right now.
    Delivery unpaced() {
        return new Delivery(channel, frame, except, membershipVersion, since, position, gap, NO_COUNT);
    }
}
