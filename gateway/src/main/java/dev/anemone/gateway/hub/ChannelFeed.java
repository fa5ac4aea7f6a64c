package dev.anemone.gateway.hub;

import java.util.concurrent.CompletionStage;

/// One channel as this node hears it from the broker. Changed only inside the hub's table, one change at a time.
final class ChannelFeed {
    /// Completes when the broker has confirmed that messages flow.
    final CompletionStage<Void> flowing;
    private final int[] holdersByShard;
    /// The shards that have a holder, one bit each; shards 64 apart share one. Read without a lock by whoever publishes.
    volatile long shards;
    private int holders;
    /// Subscriptions that clients were told of.
    private int subscriptions;

    ChannelFeed(CompletionStage<Void> flowing, int shardCount) {
        this.flowing = flowing;
        this.holdersByShard = new int[Math.min(shardCount, Long.SIZE)];
    }

    void hold(int shard) {
        holders++;
        if (holdersByShard[shard % Long.SIZE]++ == 0) {
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
        return (shards & 1L << shard) != 0;
    }
}
