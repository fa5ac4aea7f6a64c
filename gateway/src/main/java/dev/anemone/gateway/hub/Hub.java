package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.store.Broker;
import dev.anemone.store.Occupancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/// One node's channels: subscribed at the broker while anyone here hears them, and handed to the I/O threads that do.
/// Thread-safe. A message is encoded here, once for the whole node.
public final class Hub implements Broker.Listener {
    private final Broker broker;
    private final Occupancy occupancy;
    private final int maxHeldBytes;
    private final ConcurrentHashMap<ChannelKey, ChannelFeed> feeds = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Shard> shards = new CopyOnWriteArrayList<>();
    private final CountPacing pacing;
    private final LongAdder delivered = new LongAdder();

    private Hub(Broker broker, Occupancy occupancy, CountPacing pacing, int maxHeldBytes) {
        this.pacing = pacing;
        this.broker = broker;
        this.occupancy = occupancy;
        this.maxHeldBytes = maxHeldBytes;
    }

    /// A hub that hears `broker`.
    ///
    /// @param maxHeldBytes what may wait for a subscriber to be told that it is in a channel; beyond, it overflows
    public static Hub listeningTo(Broker broker, Occupancy occupancy, CountPacing pacing, int maxHeldBytes) {
        var hub = new Hub(broker, occupancy, pacing, maxHeldBytes);
        broker.listen(hub);
        return hub;
    }

    /// Adds the shard of one I/O thread. Call it once per thread.
    public synchronized Shard addShard(EventLoop loop) {
        var shard = new Shard(shards.size(), loop, pacing, maxHeldBytes, delivered);
        shards.add(shard);
        return shard;
    }

    /// The shards so far. A live view, safe to iterate.
    public List<Shard> shards() {
        return shards;
    }

    /// Makes sure that `channel` flows to `shard`, from before the stage completes until [#release].
    ///
    /// @return completes when messages are flowing, or with [dev.anemone.store.StoreUnavailableException]; the channel
    ///     must be released in either case
    public CompletionStage<Void> hold(ChannelKey channel, Shard shard) {
        ChannelFeed held = feeds.compute(channel, (key, feed) -> {
            if (feed == null) {
                feed = new ChannelFeed(broker.subscribe(key));
            }
            feed.hold(shard.index());
            return feed;
        });
        return Objects.requireNonNull(held).flowing;
    }

    /// Takes back one [#hold]. The last one ends the flow to this node.
    public void release(ChannelKey channel, Shard shard) {
        feeds.computeIfPresent(channel, (key, feed) -> {
            feed.release(shard.index());
            if (feed.unused()) {
                broker.unsubscribe(key);
                return null;
            }
            return feed;
        });
    }

    /// Counts a subscription of a held channel in (+1) or out (-1), for everyone who asks how many there are.
    public void count(ChannelKey channel, int delta) {
        feeds.computeIfPresent(channel, (key, feed) -> {
            occupancy.report(key, feed.addSubscriptions(delta));
            return feed;
        });
    }

    @Override
    public void received(ChannelMessage message) {
        ChannelFeed feed = feeds.get(message.channel());
        if (feed == null) {
            return;
        }
        Delivery delivery = delivery(message);
        for (Shard shard : shards) {
            if (feed.heardBy(shard.index())) {
                shard.offer(delivery);
            }
        }
    }

    private static Delivery delivery(ChannelMessage message) {
        return switch (message) {
            case Publication publication -> Delivery.event(publication);
            case MemberAdded(var channel, var member, var except, var version, var since) ->
                Delivery.members(channel, MessageEncoder.memberAdded(channel.channel(), member), except, version,
                        since);
            case MemberRemoved(var channel, var user, var version) ->
                Delivery.members(channel, MessageEncoder.memberRemoved(channel.channel(), user), null, version);
            case SubscriptionCount(var channel, var subscriptions) -> Delivery.count(channel, subscriptions);
            case HistoryGap gap -> Delivery.gap(gap);
        };
    }

    /// The channels that fit, by the shards that hear them: those held before the call, and perhaps some that come
    /// meanwhile. Walks all channels, so never call it on an I/O thread.
    public Map<Shard, List<ChannelKey>> search(Predicate<ChannelKey> fits) {
        var found = new HashMap<Shard, List<ChannelKey>>();
        feeds.forEach((channel, feed) -> {
            if (fits.test(channel)) {
                shards.stream().filter(shard -> feed.heardBy(shard.index()))
                        .forEach(shard -> found.computeIfAbsent(shard, _ -> new ArrayList<>()).add(channel));
            }
        });
        return found;
    }

    /// Channels that this node hears.
    public int channels() {
        return feeds.size();
    }

    /// Subscriptions on this node, all channels added up. Walks all channels.
    public long subscriptions() {
        return feeds.values().stream().mapToLong(ChannelFeed::subscriptions).sum();
    }

    /// Frames handed to subscribers since the start.
    public long delivered() {
        return delivered.sum();
    }
}
