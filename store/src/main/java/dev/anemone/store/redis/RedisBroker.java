package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker;
import dev.anemone.store.StoreUnavailableException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Publications go to Redis and come back through it, to the node that published them like to any other, and so does all
/// else that happens in channels: one connection brings everything, in the order in which Redis did it.
final class RedisBroker implements Broker {
    private static final System.Logger LOG = System.getLogger(RedisBroker.class.getName());
    private static final LuaScript PUBLISH = LuaScript.named("publish");

    /// What a publication costs in memory besides its envelope until it is confirmed, roughly, in bytes.
    private static final int OVERHEAD = 512;

    /// How long a stream without publications keeps its epoch: longer than anybody asks what was missed.
    private static final String REMEMBER_MS = Long.toString(30L * 24 * 60 * 60 * 1_000);

    private final RedisLink link;
    private final ScriptCalls calls;
    private final Subscriptions subscriptions;
    private final RedisKeys keys;
    private final RandomGenerator random;
    private final long maxUnconfirmedBytes;
    private final AtomicLong unconfirmedBytes = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private volatile @Nullable Listener listener;

    /// @param random names epochs and publications; thread-safe
    RedisBroker(RedisLink link, ScriptCalls calls, Subscriptions subscriptions, RedisKeys keys, RandomGenerator random,
            long maxUnconfirmedBytes) {
        this.link = link;
        this.calls = calls;
        this.subscriptions = subscriptions;
        this.keys = keys;
        this.random = random;
        this.maxUnconfirmedBytes = maxUnconfirmedBytes;
    }

    @Override
    public void listen(Listener listener) {
        if (this.listener != null) {
            throw new IllegalStateException("This node has a listener already.");
        }
        this.listener = listener;
    }

    @Override
    public CompletionStage<Void> subscribe(ChannelKey channel) {
        if (listener == null) {
            throw new IllegalStateException("Nobody listens on this node.");
        }
        return subscriptions.subscribe(keys.feed(channel), envelope -> received(channel, envelope));
    }

    @Override
    public void unsubscribe(ChannelKey channel) {
        subscriptions.unsubscribe(keys.feed(channel));
    }

    private void received(ChannelKey channel, byte[] envelope) {
        StateEnvelope.decode(channel, envelope)
                .ifPresentOrElse(this::deliver,
                        () -> warn(unreadable, "Message refused, nothing of ours", channel));
    }

    private void deliver(ChannelMessage message) {
        Listener listener = this.listener;
        if (listener == null) {
            return;
        }
        try {
            listener.received(message);
        } catch (RuntimeException | Error broken) { // Its own bug; the next messages go on.
            LOG.log(ERROR, "A listener failed channel=" + message.channel(), broken);
        }
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
        Commands connection = link.commands();
        if (connection == null) {
            return CompletableFuture.failedStage(link.unavailable());
        }
        var envelopes = new ArrayList<byte[]>(publications.size());
        long bytes = 0;
        for (Publication publication : publications) {
            byte[] envelope = Envelope.encode(publication);
            bytes += envelope.length + OVERHEAD;
            envelopes.add(envelope);
        }
        if (unconfirmedBytes.addAndGet(bytes) > maxUnconfirmedBytes) {
            unconfirmedBytes.addAndGet(-bytes);
            return CompletableFuture.failedStage(
                    new StoreUnavailableException(
                            "Publishing is refused: with this, more than " + maxUnconfirmedBytes
                                    + " bytes would wait for Redis to confirm them.",
                            null));
        }
        return send(connection, publications, envelopes, bytes);
    }

    /// One flush; what is kept goes through a script. A channel is of one kind, so the two keep each channel's order.
    private CompletionStage<List<StreamPosition>> send(Commands connection,
            List<Publication> publications, List<byte[]> envelopes, long bytes) {
        var commands = new ArrayList<RedisCommand<byte[], byte[], ?>>(publications.size());
        var positions = new ArrayList<CompletableFuture<StreamPosition>>(publications.size());
        for (int i = 0; i < publications.size(); i++) {
            Publication publication = publications.get(i);
            if (publication.keepFor().isPositive()) {
                positions.add(keep(publication, envelopes.get(i)).toCompletableFuture());
            } else {
                AsyncCommand<byte[], byte[], Long> command = publish(connection.publishing(),
                        keys.feed(publication.channel()), envelopes.get(i));
                commands.add(command);
                positions.add(command.toCompletableFuture().thenApply(_ -> StreamPosition.NONE));
            }
        }
        if (!commands.isEmpty()) {
            connection.dispatch(commands);
        }
        return CompletableFuture.allOf(positions.toArray(CompletableFuture<?>[]::new)).handle((_, failure) -> {
            unconfirmedBytes.addAndGet(-bytes);
            if (failure != null) {
                return CompletableFuture.<List<StreamPosition>>failedStage(new StoreUnavailableException(
                        "Redis did not confirm a publication; it may or may not have been delivered.", failure));
            }
            link.replied();
            return CompletableFuture.completedStage(positions.stream().map(CompletableFuture::join).toList());
        }).thenCompose(outcome -> outcome);
    }

    private CompletionStage<StreamPosition> keep(Publication publication, byte[] envelope) {
        String id = Long.toHexString(random.nextLong());
        ChannelKey channel = publication.channel();
        return calls.run(PUBLISH,
                List.of(keys.stream(channel), keys.lastEvent(channel), keys.feed(channel), keys.missed(channel)),
                List.of(RedisKeys.bytes(Long.toHexString(random.nextLong())), RedisKeys.bytes(id), envelope,
                        RedisKeys.bytes(Long.toString(publication.keepFor().toMillis())),
                        RedisKeys.bytes(REMEMBER_MS)))
                .thenApply(answer -> new StreamPosition(RedisKeys.name(answer.get(1)),
                        Long.parseLong(RedisKeys.name(answer.get(0))), id));
    }

    private static AsyncCommand<byte[], byte[], Long> publish(CommandType publishing, String name,
            byte[] envelope) {
        var arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(RedisKeys.bytes(name)).addValue(envelope);
        return new AsyncCommand<>(
                new Command<>(publishing, new IntegerOutput<>(ByteArrayCodec.INSTANCE), arguments));
    }
}
