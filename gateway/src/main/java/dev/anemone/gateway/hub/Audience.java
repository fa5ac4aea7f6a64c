package dev.anemone.gateway.hub;

import dev.anemone.model.ChannelKey;
import org.jspecify.annotations.Nullable;

/// One channel's subscribers on one shard, and the frames this turn has for them.
///
/// Subscribers of this channel alone are told apart from those who hear others as well. The former take a whole turn's
/// frames in one shared run of bytes; for the latter the order between channels matters, so their frames are enqueued one
/// by one as the shard meets them. Confined to the shard's thread.
final class Audience {
    final ChannelKey channel;
    /// Hear nothing but this channel.
    final SubscriberList exclusive = new SubscriberList();
    /// Hear other channels too, or are still to be told that they are in.
    final SubscriberList mixed = new SubscriberList();
    /// What this turn has for the exclusive ones; `null` between turns.
    @Nullable Batch batch;

    Audience(ChannelKey channel) {
        this.channel = channel;
    }

    boolean isEmpty() {
        return exclusive.size == 0 && mixed.size == 0;
    }
}
