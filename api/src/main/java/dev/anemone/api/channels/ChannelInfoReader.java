package dev.anemone.api.channels;

import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Looks up attributes of channels, with at most one call of each port however many channels are asked about. Never
/// blocks. Thread-safe.
public final class ChannelInfoReader {
    /// One channel and what to find out about it.
    public record Query(ChannelName channel, Set<InfoAttribute> attributes) {
        private boolean countsUsers() {
            return attributes.contains(InfoAttribute.USER_COUNT) && channel.kind().tracksMembers();
        }

        private boolean countsSubscriptions(App app) {
            return attributes.contains(InfoAttribute.SUBSCRIPTION_COUNT) && app.subscriptionCount();
        }
    }

    private final Presence presence;
    private final Occupancy occupancy;

    /// Reads from these ports.
    public ChannelInfoReader(Presence presence, Occupancy occupancy) {
        this.presence = presence;
        this.occupancy = occupancy;
    }

    /// For each query in turn, what was found. Attributes that a channel lacks, or that its app did not opt into, are
    /// left out.
    ///
    /// @return completes with [dev.anemone.store.StoreUnavailableException] if the counts cannot be read
    public CompletionStage<List<ChannelInfo>> read(App app, List<Query> queries) {
        List<ChannelKey> presenceChannels = new ArrayList<>();
        List<ChannelKey> countedChannels = new ArrayList<>();
        for (Query query : queries) {
            var channel = new ChannelKey(app.id(), query.channel());
            if (query.countsUsers()) {
                presenceChannels.add(channel);
            }
            if (query.countsSubscriptions(app)) {
                countedChannels.add(channel);
            }
        }
        CompletionStage<List<Integer>> users = presenceChannels.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : presence.userCounts(presenceChannels);
        CompletionStage<List<Integer>> subscriptions = countedChannels.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : occupancy.subscriptions(countedChannels);
        return users.thenCombine(subscriptions, (userCounts, subscriptionCounts) -> infos(
                app, queries, userCounts.iterator(), subscriptionCounts.iterator()));
    }

    private static List<ChannelInfo> infos(App app, List<Query> queries, Iterator<Integer> userCounts,
            Iterator<Integer> subscriptionCounts) {
        var infos = new ArrayList<ChannelInfo>(queries.size());
        for (Query query : queries) {
            infos.add(new ChannelInfo(
                    query.countsUsers() ? OptionalInt.of(userCounts.next()) : OptionalInt.empty(),
                    query.countsSubscriptions(app) ? OptionalInt.of(subscriptionCounts.next()) : OptionalInt.empty()));
        }
        return infos;
    }
}
