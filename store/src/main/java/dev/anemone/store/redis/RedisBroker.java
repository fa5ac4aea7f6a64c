package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker;
import dev.anemone.store.PublishResult;
import dev.anemone.store.PublishResult.KeyTaken;
import dev.anemone.store.PublishResult.Published;
import dev.anemone.store.PublishResult.Receipt;
import dev.anemone.store.StoreUnavailableException;
import io.lettuce.core.codec.Base16;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Publications go to Redis and come back through it, to the node that published them like to any other, and so does all
/// else that happens in channels: one connection brings everything, in the order in which Redis did it, and what it fails
/// to bring the history has.
final class RedisBroker implements Broker {
    private static final LuaScript PUBLISH = LuaScript.after("stream", "publish");

    /// What a publication costs in memory besides its envelope until it is confirmed, roughly, in bytes.
    private static final int OVERHEAD = 512;

    private static final String REMEMBER_MS = Long.toString(RedisHistory.REMEMBERED.toMillis());
    private static final String KEY_MS = Long.toString(IdempotencyKey.REMEMBERED.toMillis());

    private final RedisLink link;
    private final Subscriptions subscriptions;
    private final ChannelTracks tracks;
    private final RedisKeys keys;
    private final RandomGenerator random;
    private final long maxUnconfirmedBytes;
    private final AtomicLong unconfirmedBytes = new AtomicLong();
    private final Tops tops = new Tops();

    /// @param random names streams and publications; thread-safe
    RedisBroker(RedisLink link, Subscriptions subscriptions, ChannelTracks tracks, RedisKeys keys,
            RandomGenerator random, long maxUnconfirmedBytes) {
        this.link = link;
        this.subscriptions = subscriptions;
        this.tracks = tracks;
        this.keys = keys;
        this.random = random;
        this.maxUnconfirmedBytes = maxUnconfirmedBytes;
    }

    @Override
    public void listen(Listener listener) {
        tracks.listen(listener);
    }

    @Override
    public CompletionStage<Void> subscribe(ChannelKey channel) {
        if (!tracks.listening()) {
            throw new IllegalStateException("Nobody listens on this node.");
        }
        return subscriptions.subscribe(keys.feed(channel), () -> tracks.begin(channel));
    }

    @Override
    public void unsubscribe(ChannelKey channel) {
        subscriptions.unsubscribe(keys.feed(channel));
    }

    @Override
    public Continuity continuity() {
        return tracks.continuity();
    }

    /// Tells all nodes how far the channels have come that this node published to. Called several times a second.
    void tellTops() {
        Commands connection = link.commands();
        if (connection != null) { // A digest that does not arrive is made up for by the next.
            tops.drain().forEach((partition, digest) -> connection.publish(keys.tops(partition), digest));
        }
    }

    @Override
    public CompletionStage<PublishResult> publish(List<Publication> publications) {
        if (publications.isEmpty()) {
            return CompletableFuture.completedStage(new Published(List.of()));
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
        long waiting = bytes;
        return taken(connection, publications)
                .thenCompose(taken -> taken.isPresent()
                        ? CompletableFuture.completedStage(taken.get())
                        : send(connection, publications, envelopes))
                .whenComplete((_, _) -> unconfirmedBytes.addAndGet(-waiting))
                .handle((result, failure) -> {
                    if (failure != null) {
                        return CompletableFuture.<PublishResult>failedStage(new StoreUnavailableException(
                                "Redis did not confirm a publication; it may or may not have been delivered.",
                                failure));
                    }
                    link.replied();
                    return CompletableFuture.completedStage(result);
                }).thenCompose(Function.identity());
    }

    /// Asks whether one of several keys stands for something else. A single one needs no question: the script refuses it.
    private CompletionStage<Optional<PublishResult>> taken(Commands connection, List<Publication> publications) {
        if (publications.size() == 1 || publications.stream().allMatch(publication -> publication.key() == null)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        var asked = IntStream.range(0, publications.size()).filter(i -> publications.get(i).key() != null).boxed()
                .toList();
        return ScriptCalls.each(asked, i -> connection.async().get(RedisKeys.bytes(once(publications.get(i)))))
                .thenApply(firsts -> IntStream.range(0, asked.size())
                        .mapToObj(i -> taken(asked.get(i), publications.get(asked.get(i)), firsts.get(i)))
                        .flatMap(Optional::stream).findFirst());
    }

    private static Optional<PublishResult> taken(int index, Publication publication, byte[] first) {
        IdempotencyKey key = publication.key();
        if (first == null || key == null) {
            return Optional.empty();
        }
        String[] fields = RedisKeys.name(first).split(" ", -1);
        return fields[0].equals(key.content())
                ? Optional.empty()
                : Optional.of(Answer.of(fields[1], fields[2], fields[3], fields[4]).taken(index));
    }

    private String once(Publication publication) {
        IdempotencyKey key = publication.key();
        return keys.once(publication.channel(), key == null ? "" : digest(key.value()));
    }

    /// A key may be any text; names are ASCII.
    private static String digest(String key) {
        return Base16.digest(key.getBytes(StandardCharsets.UTF_8));
    }

    /// One flush; what is kept or has a key goes through a script.
    private CompletionStage<PublishResult> send(Commands connection, List<Publication> publications,
            List<byte[]> envelopes) {
        var commands = new ArrayList<RedisCommand<byte[], byte[], ?>>(publications.size());
        var answers = new ArrayList<CompletableFuture<Answer>>(publications.size());
        for (int i = 0; i < publications.size(); i++) {
            Publication publication = publications.get(i);
            if (publication.retention().positioned() || publication.key() != null) {
                LuaScript.Call call = call(connection, publication, envelopes.get(i));
                commands.add(call.command());
                answers.add(call.answer().thenApply(answer -> published(publication, answer)).toCompletableFuture());
            } else {
                AsyncCommand<byte[], byte[], Long> command = plain(connection, publication, envelopes.get(i));
                commands.add(command);
                answers.add(command.toCompletableFuture().thenApply(_ -> Answer.UNKEPT));
            }
        }
        connection.dispatch(commands);
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> result(answers.stream().map(CompletableFuture::join).toList()));
    }

    private LuaScript.Call call(Commands connection, Publication publication, byte[] envelope) {
        ChannelKey channel = publication.channel();
        Retention retention = publication.retention();
        IdempotencyKey key = publication.key();
        String stream = keys.stream(channel);
        var names = List.of(stream, keys.history(channel), keys.lastEvent(channel), keys.feed(channel),
                keys.missed(channel), once(publication));
        var before = Stream.of(RedisHistory.newName(random), connection.process(stream), RedisHistory.newName(random));
        var after = Stream.of(REMEMBER_MS, Integer.toString(retention.size()), millis(retention.ttl()),
                millis(retention.asLast()), key == null ? "0" : KEY_MS, key == null ? "" : key.content());
        var arguments = Stream.of(before.map(RedisKeys::bytes), Stream.of(envelope), after.map(RedisKeys::bytes),
                Stream.of(WireText.encode(key == null ? "" : key.reply()))).flatMap(Function.identity()).toList();
        return PUBLISH.call(connection, names, arguments);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private Answer published(Publication publication, List<byte[]> reply) {
        var answer = new Answer(RedisKeys.name(reply.getFirst()), place(reply),
                Long.parseLong(RedisKeys.name(reply.get(4))), WireText.decode(ByteBuffer.wrap(reply.get(5))));
        if (answer.outcome.equals("published") && answer.position.offset() > 0) {
            tops.published(publication.channel(), answer.position);
        }
        return answer;
    }

    private static StreamPosition place(List<byte[]> reply) {
        return Answer.place(RedisKeys.name(reply.get(1)), RedisKeys.name(reply.get(2)), RedisKeys.name(reply.get(3)));
    }

    private static PublishResult result(List<Answer> answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).outcome.equals("taken")) {
                return answers.get(i).taken(i);
            }
        }
        return new Published(answers.stream()
                .map(answer -> new Receipt(answer.position, answer.outcome.equals("repeated"), answer.told)).toList());
    }

    /// What the script says.
    private record Answer(String outcome, StreamPosition position, long millis, String told) {
        private static final Answer UNKEPT = new Answer("published", StreamPosition.NONE, 0, "");

        static Answer of(String offset, String epoch, String id, String millis) {
            return new Answer("taken", place(offset, epoch, id), Long.parseLong(millis), "");
        }

        static StreamPosition place(String offset, String epoch, String id) {
            return offset.equals("0") ? StreamPosition.NONE : new StreamPosition(epoch, Long.parseLong(offset), id);
        }

        KeyTaken taken(int index) {
            return new KeyTaken(index, position, Instant.ofEpochMilli(millis));
        }
    }

    private AsyncCommand<byte[], byte[], Long> plain(Commands connection, Publication publication, byte[] envelope) {
        var arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .addKey(RedisKeys.bytes(keys.feed(publication.channel()))).addValue(envelope);
        return new AsyncCommand<>(
                new Command<>(connection.publishing(), new IntegerOutput<>(ByteArrayCodec.INSTANCE), arguments));
    }
}
