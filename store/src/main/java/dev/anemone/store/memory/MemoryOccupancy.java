package dev.anemone.store.memory;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.store.Occupancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// One node's reports, added to the [SubscriptionCounts] of all nodes. Every change is visible at once, and told to the
/// channel and to webhooks where its app asks for that.
final class MemoryOccupancy implements Occupancy {
    private final SubscriptionCounts counts;
    private final Feed feed;
    private final Function<AppId, Optional<App>> apps;
    private final Lifecycle lifecycle;
    private final Map<ChannelKey, Integer> reported = new ConcurrentHashMap<>();

    MemoryOccupancy(SubscriptionCounts counts, Feed feed, Function<AppId, Optional<App>> apps, Lifecycle lifecycle) {
        this.counts = counts;
        this.feed = feed;
        this.apps = apps;
        this.lifecycle = lifecycle;
    }

    @Override
    public void report(ChannelKey channel, int subscriptions) {
        if (subscriptions < 0) {
            throw new IllegalArgumentException(channel + ": expected 0 subscriptions or more, got " + subscriptions);
        }
        Integer before = subscriptions == 0 ? reported.remove(channel) : reported.put(channel, subscriptions);
        int change = before == null ? subscriptions : subscriptions - before;
        counts.add(channel, change, total -> apps.apply(channel.app())
                .ifPresent(app -> changed(app, channel, total - change, total)));
        feed.deliver(channel);
    }

    private void changed(App app, ChannelKey channel, int before, int after) {
        if (app.subscriptionCount() && channel.channel().kind().countsSubscriptions()) {
            feed.append(new SubscriptionCount(channel, after));
        }
        lifecycle.counted(app, channel, before, after);
    }

    @Override
    public CompletionStage<Map<ChannelName, Integer>> occupied(AppId app, String prefix) {
        return CompletableFuture.completedStage(counts.listed(app, prefix));
    }

    @Override
    public CompletionStage<List<Integer>> subscriptions(List<ChannelKey> channels) {
        var subscriptions = new ArrayList<Integer>(channels.size());
        for (ChannelKey channel : channels) {
            subscriptions.add(counts.of(channel));
        }
        return CompletableFuture.completedStage(List.copyOf(subscriptions));
    }

    void close() {
        for (ChannelKey channel : reported.keySet()) {
            report(channel, 0);
        }
    }
}
