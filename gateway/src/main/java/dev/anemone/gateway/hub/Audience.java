package dev.anemone.gateway.hub;

import dev.anemone.model.ChannelKey;
import java.util.ArrayList;
import java.util.List;
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
    /// When subscribers last heard how many they are, and what they will hear next; both for large audiences only.
    long countedNanos;
    boolean counted;
    boolean countTimerRuns;
    @Nullable Delivery nextCount;
    /// The greatest version and offset that any subscriber was shown when it came: beyond them nobody skips anything.
    private long greatestShownVersion;
    private long greatestShownOffset;

    Audience(ChannelKey channel) {
        this.channel = channel;
    }

    void shown(long version, long offset) {
        greatestShownVersion = Math.max(greatestShownVersion, version);
        greatestShownOffset = Math.max(greatestShownOffset, offset);
    }

    /// Whether some subscriber may have been shown this before it came through the feed. Who was shown no list of members
    /// or an old one is not known here, and members who were there before are rare. So are gaps, which few understand.
    boolean maySkip(Delivery delivery) {
        return delivery.gap() || delivery.since() != 0
                || (delivery.membershipVersion() != 0 && delivery.membershipVersion() <= greatestShownVersion)
                || (delivery.position().offset() != 0 && delivery.position().offset() <= greatestShownOffset);
    }

    List<Warden> wardens() {
        var wardens = new ArrayList<Warden>(exclusive.size + mixed.size);
        exclusive.addWardens(wardens);
        mixed.addWardens(wardens);
        return wardens;
    }

    boolean isEmpty() {
        return exclusive.size == 0 && mixed.size == 0;
    }
}
