package dev.anemone.store.memory;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/// How many subscriptions each occupied channel has, summed over the nodes. Thread-safe; readers never wait.
final class SubscriptionCounts {
    private final Map<AppId, Map<ChannelName, Integer>> byApp = new ConcurrentHashMap<>();

    /// Changes a channel's count.
    ///
    /// @param changed told the new count, one change at a time for each channel, under a lock
    void add(ChannelKey channel, int change, IntConsumer changed) {
        if (change == 0) {
            return;
        }
        byApp.compute(channel.app(), (_, known) -> {
            var counts = known != null ? known : new ConcurrentHashMap<ChannelName, Integer>();
            Integer count = counts.merge(channel.channel(), change,
                    (before, more) -> before + more == 0 ? null : before + more);
            changed.accept(count == null ? 0 : count);
            return counts.isEmpty() ? null : counts;
        });
    }

    int of(ChannelKey channel) {
        return byApp.getOrDefault(channel.app(), Map.of()).getOrDefault(channel.channel(), 0);
    }

    Map<ChannelName, Integer> listed(AppId app, String prefix) {
        var listed = new HashMap<ChannelName, Integer>();
        byApp.getOrDefault(app, Map.of()).forEach((channel, count) -> {
            if (channel.kind().listed() && channel.value().startsWith(prefix)) {
                listed.put(channel, count);
            }
        });
        return Map.copyOf(listed);
    }
}
