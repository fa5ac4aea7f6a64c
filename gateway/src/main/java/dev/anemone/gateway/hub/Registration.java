package dev.anemone.gateway.hub;

import org.jspecify.annotations.Nullable;

/// A subscriber known to its shard, and how many channels it hears. Confined to the shard's thread. Made by
/// [Shard#register], ended by [Shard#deregister].
public final class Registration {
    final Subscriber subscriber;
    final Warden warden;
    private int subscriptions;
    /// The subscription of a subscriber that has never had a second one beside it; `null` otherwise.
    private @Nullable Subscription sole;
    /// Whether its subscriber has left the shard, though perhaps not yet a channel that it was entering.
    boolean gone;

    Registration(Subscriber subscriber, Warden warden) {
        this.subscriber = subscriber;
        this.warden = warden;
    }

    /// The place of `subscription` from now on: alone in its channel's exclusive list, or mixed as soon as there are two.
    void added(Subscription subscription) {
        if (subscriptions++ == 0) {
            sole = subscription;
        } else if (sole != null) {
            Subscription first = sole;
            sole = null;
            first.place();
        }
    }

    /// Whether its subscriber has left.
    public boolean gone() {
        return gone;
    }

    void removed(Subscription subscription) {
        subscriptions--;
        if (sole == subscription) {
            sole = null;
        }
    }

    boolean hearsOnly(Subscription subscription) {
        return sole == subscription;
    }

    /// The one subscription, if it is in `list`.
    @Nullable
    Subscription soleIn(SubscriberList list) {
        return sole != null && sole.list == list ? sole : null;
    }
}
