package dev.anemone.gateway.hub;

import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/// One channel as this node hears it from the broker. Changed only inside the hub's table, one change at a time.
final class ChannelFeed {
    /// Completes when the broker has confirmed that messages flow.
    final CompletionStage<Void> flowing;
    /// Shards 64 apart share a count, as they share a bit. Grows to the highest shard that ever held.
    private int[] holdersByShard = {};
    /// The shards that have a holder, one bit each; shards 64 apart share one. Read without a lock by whoever publishes.
    volatile long shards;
    private int holders;
    /// Subscriptions that clients were told of.
    private int subscriptions;

    ChannelFeed(CompletionStage<Void> flowing) {
        this.flowing = flowing;
    }

    void hold(int shard) {
        holders++;
        int place = shard % Long.SIZE;
        if (place >= holdersByShard.length) {
            holdersByShard = Arrays.copyOf(holdersByShard, place + 1);
        }
        if (holdersByShard[place]++ == 0) {
            shards |= 1L << shard;
        }
    }

    void release(int shard) {
        holders--;
        if (--holdersByShard[shard % Long.SIZE] == 0) {
            shards &= ~(1L << shard);
        }
    }

    boolean unused() {
        return holders == 0;
    }

    int addSubscriptions(int delta) {
        subscriptions += delta;
        return subscriptions;
    }

    int subscriptions() {
        return subscriptions;
    }

    boolean heardBy(int shard) {
        return (shards & (1L << shard)) != 0;
    }
}
