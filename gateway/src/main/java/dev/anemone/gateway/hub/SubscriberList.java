package dev.anemone.gateway.hub;

import java.util.Arrays;
import java.util.List;

/// An unordered list with constant-time removal. Delivery walks the array of subscribers only; the subscriptions beside
/// it are touched when somebody comes or leaves. Confined to the shard's thread.
final class SubscriberList {
    private static final int FIRST_CAPACITY = 2;
    private static final Subscriber[] NO_SUBSCRIBERS = {};
    private static final Subscription[] NO_SUBSCRIPTIONS = {};

    Subscriber[] subscribers = NO_SUBSCRIBERS;
    private Subscription[] subscriptions = NO_SUBSCRIPTIONS;
    int size;

    void add(Subscription subscription) {
        if (size == subscribers.length) {
            int capacity = Math.max(FIRST_CAPACITY, size * 2);
            subscribers = Arrays.copyOf(subscribers, capacity);
            subscriptions = Arrays.copyOf(subscriptions, capacity);
        }
        subscribers[size] = subscription.registration.subscriber;
        subscriptions[size] = subscription;
        subscription.index = size++;
        subscription.list = this;
    }

    Subscription subscription(int index) {
        return subscriptions[index];
    }

    void addWardens(List<Warden> wardens) {
        for (int i = 0; i < size; i++) {
            wardens.add(subscriptions[i].registration.warden);
        }
    }

    /// The last one takes the place of the one that leaves.
    @SuppressWarnings("NullAway") // The tail beyond size is null by intent: it must not keep connections alive.
    void remove(Subscription subscription) {
        int hole = subscription.index;
        int last = --size;
        subscribers[hole] = subscribers[last];
        subscriptions[hole] = subscriptions[last];
        subscriptions[hole].index = hole;
        subscribers[last] = null;
        subscriptions[last] = null;
        subscription.list = null;
        if (size >= FIRST_CAPACITY && size <= subscribers.length / 4) {
            subscribers = Arrays.copyOf(subscribers, subscribers.length / 2);
            subscriptions = Arrays.copyOf(subscriptions, subscriptions.length / 2);
        }
    }
}
