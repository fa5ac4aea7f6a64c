package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One subscriber's place in one channel. Confined to the shard's thread. Made by [Shard#subscribe], ended by
/// [Shard#unsubscribe].
public final class Subscription {
    final Audience audience;
    final Registration registration;
    /// Where [#list] holds it, so that leaving costs the same in a channel of ten or of ten thousand.
    int index;
    @Nullable SubscriberList list;
    /// Membership changes up to this version are in the member list that the subscriber was shown.
    private long shownVersion;
    /// Kept events of this epoch and up to this offset are older than the one the subscriber was shown, or are that one.
    private StreamPosition shown = StreamPosition.NONE;
    /// What came before the subscriber was told that it is in; `null` once it has been told.
    private @Nullable Held held = new Held();

    Subscription(Audience audience, Registration registration) {
        this.audience = audience;
        this.registration = registration;
    }

    /// The channel.
    public ChannelKey channel() {
        return audience.channel;
    }

    /// Moves to the list it belongs in.
    void place() {
        leaveList();
        boolean exclusive = held == null && registration.hearsOnly(this);
        (exclusive ? audience.exclusive : audience.mixed).add(this);
    }

    void leaveList() {
        if (list != null) {
            list.remove(this);
        }
    }

    /// Keeps `delivery` for later if the subscriber has not been told that it is in. One that has gone meanwhile, or for
    /// whom more than `maxBytes` are held, will never be told.
    boolean hold(Delivery delivery, int maxBytes) {
        if (held == null) {
            return false;
        }
        if (registration.gone || held.bytes > maxBytes) {
            return true;
        }
        held.deliveries.add(delivery);
        held.bytes += delivery.frame().size();
        if (held.bytes > maxBytes) {
            held.deliveries.clear();
            registration.subscriber.overflow();
        }
        return true;
    }

    /// What the subscriber hears of this: the frame; of what it published itself and is left out of, at most the place; `null`
    /// if nothing.
    @Nullable
    Frame share(Delivery delivery) {
        Subscriber subscriber = registration.subscriber;
        if (!wants(delivery)) {
            return null;
        }
        if (!subscriber.socketId().equals(delivery.except())) {
            return delivery.frame();
        }
        return subscriber.knowsPlaces() ? delivery.place() : null;
    }

    /// Whether this is for the subscriber: it has not been shown this change of members yet, nor the member before Redis lost
    /// it, nor this event.
    private boolean wants(Delivery delivery) {
        return (delivery.membershipVersion() == 0 || delivery.membershipVersion() > shownVersion)
                && (delivery.since() == 0 || delivery.since() <= shownVersion)
                && (!delivery.gap() || registration.subscriber.knowsPlaces())
                && isNews(delivery.position());
    }

    /// An epoch that begins after the store has lost its data counts from 1 again: offsets of two epochs do not compare.
    private boolean isNews(StreamPosition position) {
        return position.offset() == 0 || position.offset() > shown.offset() || !position.epoch().equals(shown.epoch());
    }

    /// From now on nothing is held. Returns what was, and is still wanted.
    List<Frame> release(long shownVersion, StreamPosition shown) {
        this.shownVersion = shownVersion;
        this.shown = shown;
        List<Delivery> waiting = held == null ? List.of() : held.deliveries;
        held = null;
        return waiting.stream().map(this::share).filter(Objects::nonNull).toList();
    }

    private static final class Held {
        final List<Delivery> deliveries = new ArrayList<>(0);
        int bytes;
    }
}
