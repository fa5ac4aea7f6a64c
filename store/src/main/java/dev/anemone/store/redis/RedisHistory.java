package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What was published lately, in Redis, where `publish.lua` puts it. Thread-safe.
final class RedisHistory implements History {
    /// How long a stream is remembered after its last publication: longer than anybody asks what was missed.
    static final Duration REMEMBERED = Duration.ofDays(30);
    /// How long a stream is remembered to which nothing was published. Nodes with subscribers ask for it again and again.
    private static final Duration IDLE = Duration.ofHours(1);

    private static final LuaScript HISTORY = LuaScript.after("stream", "history");
    private static final int HEAD = 5;

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final RandomGenerator random;

    /// @param random names streams; thread-safe
    RedisHistory(ScriptCalls calls, RedisKeys keys, RandomGenerator random) {
        this.calls = calls;
        this.keys = keys;
        this.random = random;
    }

    @Override
    public CompletionStage<Page> read(ChannelKey channel, Query query) {
        return read(channel, query, query.limit());
    }

    @Override
    public CompletionStage<StreamPosition> top(ChannelKey channel) {
        return read(channel, Query.allSince(StreamPosition.NONE), 0).thenApply(Page::top);
    }

    private CompletionStage<Page> read(ChannelKey channel, Query query, int limit) {
        StreamPosition since = query.since();
        StreamPosition before = query.before();
        var names = List.of(keys.stream(channel), keys.history(channel));
        return calls.send(connection -> HISTORY.run(connection, names,
                Stream.of(newName(random), connection.process(names.getFirst()), Long.toString(IDLE.toMillis()),
                        since.epoch(), Long.toString(since.offset()), since.publicationId(), before.epoch(),
                        Long.toString(before.offset()), Integer.toString(limit), query.newestFirst() ? "1" : "0",
                        Long.toString(query.maxAge().toMillis()))
                        .map(RedisKeys::bytes).toList()))
                .thenApply(answer -> page(channel, answer));
    }

    /// A name that nobody has given.
    static String newName(RandomGenerator random) {
        return Long.toUnsignedString(random.nextLong(), 36);
    }

    private static Page page(ChannelKey channel, List<byte[]> answer) {
        var top = new StreamPosition(RedisKeys.name(answer.get(0)), Long.parseLong(RedisKeys.name(answer.get(1))),
                RedisKeys.name(answer.get(2)));
        var entries = new ArrayList<Entry>();
        for (int i = HEAD; i < answer.size(); i += 2) {
            Instant published = Instant.ofEpochMilli(Long.parseLong(RedisKeys.name(answer.get(i))));
            StateEnvelope.positioned(channel, ByteBuffer.wrap(answer.get(i + 1)))
                    .ifPresent(publication -> entries.add(new Entry(publication, published)));
        }
        return new Page(entries, RedisKeys.name(answer.get(4)).equals("1"), RedisKeys.name(answer.get(3)).equals("1"),
                top);
    }

    /// Always zero: Redis refuses what does not fit.
    @Override
    public Dropped dropped() {
        return new Dropped(0, 0);
    }
}
