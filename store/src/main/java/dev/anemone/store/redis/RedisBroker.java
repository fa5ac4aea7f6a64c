package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker;
import dev.anemone.store.StoreUnavailableException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/// Publications go to Redis and come back through it, to the node that published them like to any other. What comes back
/// enters the node's local feed, where it meets the changes of its members.
final class RedisBroker implements Broker {
    private static final System.Logger LOG = System.getLogger(RedisBroker.class.getName());

    /// What a publication costs in memory besides its envelope until it is confirmed, roughly, in bytes.
    private static final int OVERHEAD = 512;

    private final RedisLink link;
    private final Subscriptions subscriptions;
    private final RedisKeys keys;
    private final Broker local;
    private final long maxUnconfirmedBytes;
    private final AtomicLong unconfirmedBytes = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /// @param local the feed of this node
    RedisBroker(RedisLink link, Subscriptions subscriptions, RedisKeys keys, Broker local, long maxUnconfirmedBytes) {
        this.link = link;
        this.subscriptions = subscriptions;
        this.keys = keys;
        this.local = local;
        this.maxUnconfirmedBytes = maxUnconfirmedBytes;
    }

    @Override
    public void listen(Listener listener) {
        local.listen(listener);
    }

    @Override
    public CompletionStage<Void> subscribe(ChannelKey channel) {
        local.subscribe(channel);
        return subscriptions.subscribe(keys.feed(channel), envelope -> received(channel, envelope));
    }

    @Override
    public void unsubscribe(ChannelKey channel) {
        local.unsubscribe(channel);
        subscriptions.unsubscribe(keys.feed(channel));
    }

    private void received(ChannelKey channel, byte[] envelope) {
        decode(channel, envelope)
                .ifPresentOrElse(this::deliver,
                        () -> warn(unreadable, "Message refused, no publication of ours", channel));
    }

    private void deliver(Publication publication) {
        local.publish(List.of(publication)).whenComplete((_, failure) -> {
            if (failure != null) {
                warn(lost, "Publication lost, the listener is too slow", publication.channel());
            }
        });
    }

    /// Says so at the first, the second, the fourth, the eighth time…
    private static void warn(AtomicLong counter, String what, ChannelKey channel) {
        long count = counter.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.log(WARNING, what + " channel=" + channel + " count=" + count);
        }
    }

    @Override
    public CompletionStage<List<StreamPosition>> publish(List<Publication> publications) {
        if (publications.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        StatefulRedisConnection<byte[], byte[]> connection = link.commands();
        if (connection == null) {
            return CompletableFuture.failedStage(link.unavailable());
        }
        var commands = new ArrayList<AsyncCommand<byte[], byte[], Long>>(publications.size());
        long bytes = 0;
        for (Publication publication : publications) {
            byte[] envelope = Envelope.encode(publication);
            bytes += envelope.length + OVERHEAD;
            commands.add(publish(keys.feed(publication.channel()), envelope));
        }
        if (unconfirmedBytes.addAndGet(bytes) > maxUnconfirmedBytes) {
            unconfirmedBytes.addAndGet(-bytes);
            return CompletableFuture.failedStage(
                    new StoreUnavailableException(
                            "Publishing is refused: with this, more than " + maxUnconfirmedBytes
                                    + " bytes would wait for Redis to confirm them.",
                            null));
        }
        return send(connection, commands, bytes);
    }

    private static AsyncCommand<byte[], byte[], Long> publish(String name, byte[] envelope) {
        var arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(RedisKeys.bytes(name)).addValue(envelope);
        return new AsyncCommand<>(
                new Command<>(CommandType.PUBLISH, new IntegerOutput<>(ByteArrayCodec.INSTANCE), arguments));
    }

    private CompletionStage<List<StreamPosition>> send(StatefulRedisConnection<byte[], byte[]> connection,
            List<AsyncCommand<byte[], byte[], Long>> commands, long bytes) {
        var published = new CompletableFuture<List<StreamPosition>>();
        var _ = CompletableFuture.allOf(commands.toArray(CompletableFuture<?>[]::new)).whenComplete((_, failure) -> {
            unconfirmedBytes.addAndGet(-bytes);
            if (failure == null) {
                link.replied();
                published.complete(Collections.nCopies(commands.size(), StreamPosition.NONE));
            } else {
                published.completeExceptionally(
                        new StoreUnavailableException(
                                "Redis did not confirm a publication; it may or may not have been delivered.",
                                failure));
            }
        });
        connection.dispatch(List.<RedisCommand<byte[], byte[], ?>>copyOf(commands)); // One flush.
        return published;
    }
}
