package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker.Continuity;
import dev.anemone.store.History.Query;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.Store;
import dev.anemone.store.StoreContract;
import dev.anemone.testbed.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Subscriptions as Redis sees them, and what nodes do about messages that Redis did not bring.
class RedisRepairIT extends StoreContract {
    private static final ChannelKey CHAT = channel("chat");
    private static final Retention HISTORY = new Retention(100, Duration.ofMinutes(2), Duration.ZERO);

    private final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
    private final RedisConfig config = RedisConfigs.of(redis);

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }

    private static Publication kept(String data) {
        return publication(CHAT, data).kept(HISTORY);
    }

    private static RecordingListener subscribed(Store node) {
        RecordingListener listener = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        return listener;
    }

    private String redis(String... command) {
        return RedisServer.cli(Stream.concat(Stream.of("-p", "" + redis.port()), Stream.of(command))
                .toArray(String[]::new)).strip();
    }

    private String feeds() {
        return redis("PUBSUB", "CHANNELS", "*:feed:*");
    }

    private long calls(String command) {
        return redis("INFO", "commandstats").lines().filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1"))).findFirst().orElse(0);
    }

    @Test
    void aNodeIsSentNothingItHasNoSubscriberFor() {
        Store node = node();
        RecordingListener.on(node);
        assertThat(feeds()).isEmpty();
        join(node.broker().subscribe(CHAT));
        assertThat(feeds()).endsWith(":feed:1:chat");

        node.broker().unsubscribe(CHAT);

        await().untilAsserted(() -> assertThat(feeds()).isEmpty());
    }

    @Test
    void whoComesAndGoesCostsRedisOneSubscription() {
        Store node = node();
        RecordingListener listener = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        long before = calls("subscribe");

        for (int i = 0; i < 100; i++) {
            node.broker().unsubscribe(CHAT);
            join(node.broker().subscribe(CHAT));
        }
        publish(node, kept("after all"));

        assertThat(RecordingListener.data(listener.await(1))).containsExactly("after all");
        assertThat(calls("subscribe")).isEqualTo(before);
        assertThat(calls("unsubscribe")).isZero();
    }

    private String inPartition(String name) {
        return config.keyPrefix() + "{p" + RedisKeys.partition(CHAT) + "}:" + name;
    }

    /// Puts a publication into the stream as the script does, but tells nobody.
    private StreamPosition lose(Store node, String data) {
        StreamPosition top = join(node.history().top(CHAT));
        var place = new StreamPosition(top.epoch(), top.offset() + 1, "lost" + data);
        redis("EVAL", "redis.call('HSET', KEYS[1], 'top', ARGV[1], 'id', ARGV[2])"
                + " return redis.call('XADD', KEYS[2], ARGV[1] .. '-' .. ARGV[3], 'p', ARGV[1] .. ' ' .. ARGV[4] .. ' ' .."
                + " ARGV[2] .. ' ' .. loadstring('return \"' .. ARGV[5] .. '\"')())",
                "2", inPartition("stream:1:chat"), inPartition("history:1:chat"), "" + place.offset(),
                place.publicationId(), "" + System.currentTimeMillis(), place.epoch(),
                escaped(Envelope.encode(publication(CHAT, data))));
        return place;
    }

    /// Bytes as Lua writes them.
    private static String escaped(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append(String.format("\\%03d", b & 0xff));
        }
        return text.toString();
    }

    @Test
    void aMessageThatWasLostIsReadFromHistoryBeforeTheNext() {
        Store node = node();
        RecordingListener listener = subscribed(node);
        publish(node, kept("1"));
        lose(node, "2");
        lose(node, "3");

        publish(node(), kept("4"));

        assertThat(RecordingListener.data(listener.await(4))).containsExactly("1", "2", "3", "4");
        assertThat(node.broker().continuity()).isEqualTo(new Continuity(1, 2, 0));
    }

    @Test
    void aLastMessageThatWasLostIsFoundByTheDigestOfItsPublisher() {
        Store node = node();
        RecordingListener listener = subscribed(node);
        publish(node, kept("1"));
        StreamPosition lost = lose(node, "2");

        redis("EVAL", "return redis.call('PUBLISH', ARGV[1], loadstring('return \"' .. ARGV[2] .. '\"')())", "0",
                inPartition("tops"), escaped(Tops.encode(Map.of(CHAT, lost))));

        assertThat(RecordingListener.data(listener.await(2))).containsExactly("1", "2");
    }

    @Test
    void publishersTellHowFarChannelsHaveComeAndNobodyHasMissedAnything() throws InterruptedException {
        Store node = node();
        RecordingListener listener = subscribed(node);
        try (RedisClient client = RedisClient.create(redis.url());
                var ear = client.connectPubSub(ByteArrayCodec.INSTANCE)) {
            var digests = new LinkedBlockingQueue<byte[]>();
            ear.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(byte[] channel, byte[] message) {
                    digests.add(message);
                }
            });
            ear.sync().subscribe(RedisKeys.bytes(inPartition("tops")));

            StreamPosition last = publish(node, kept("1"));

            assertThat(Tops.decode(digests.poll(10, TimeUnit.SECONDS))).containsExactly(Map.entry(CHAT, last));
        }
        listener.await(1);
        assertThat(node.broker().continuity()).isEqualTo(Continuity.NONE);
    }

    @Test
    void whatIsPublishedWhileANodeIsCutOffReachesItWhenItIsBack() {
        Store node = node();
        Store publisher = node();
        RecordingListener listener = subscribed(node);
        publish(publisher, kept("1"));
        listener.await(1);

        for (int round = 0; round < 5; round++) {
            redis("CLIENT", "KILL", "TYPE", "pubsub");
            Publication publication = kept("round " + round).once(new IdempotencyKey("k" + round, "c", ""));
            await().ignoreExceptions().until(() -> join(publisher.broker().publish(List.of(publication))) != null);
        }

        await().untilAsserted(() -> assertThat(RecordingListener.data(listener.heard()))
                .containsExactly("1", "round 0", "round 1", "round 2", "round 3", "round 4"));
        assertThat(node.broker().continuity().gaps()).isZero();
    }

    @Test
    void aRestartOfRedisIsAGapForItMayHaveLostWhatItConfirmed() {
        Store node = node();
        RecordingListener listener = subscribed(node);
        StreamPosition before = publish(node, kept("1"));
        listener.await(1);

        redis.kill();
        redis.startAgain();

        List<ChannelMessage> heard = listener.await(2);
        assertThat(heard.getLast()).isInstanceOfSatisfying(HistoryGap.class, gap -> {
            assertThat(gap.from()).isEqualTo(before);
            assertThat(gap.to().comparable(before)).isTrue();
            assertThat(gap.to().epoch()).isNotEqualTo(before.epoch());
        });
        await().until(() -> node.problems().isEmpty());
        assertThat(publish(node, kept("2")).offset()).isEqualTo(2);
        assertThat(join(node.history().read(CHAT, Query.allSince(before))).complete()).isFalse();
        assertThat(RecordingListener.data(listener.await(3))).containsExactly("1", "2");
        assertThat(node.broker().continuity().gaps()).isOne();
    }

    @Test
    void aRedisThatComesBackEmptyBeginsAnotherLife() {
        Store node = node();
        RecordingListener listener = subscribed(node);
        StreamPosition before = publish(node, kept("1"));

        redis("FLUSHALL");
        StreamPosition after = publish(node, kept("2"));

        assertThat(after.comparable(before)).isFalse();
        assertThat(after.offset()).isEqualTo(1);
        List<ChannelMessage> heard = listener.await(3);
        assertThat(RecordingListener.data(heard)).containsExactly("1", "2");
        assertThat(heard.get(1)).isInstanceOf(HistoryGap.class);
    }

    @Test
    void scriptsThatRedisForgotAreSentAgainAndNothingIsPublishedTwice() {
        Store node = node();
        RecordingListener listener = subscribed(node);
        publish(node, kept("1"));

        redis("SCRIPT", "FLUSH");
        join(node.broker().publish(List.of(kept("2"), kept("3"), kept("4"))));
        redis("SCRIPT", "FLUSH");
        publish(node, kept("5"));

        assertThat(RecordingListener.data(listener.await(5))).containsExactly("1", "2", "3", "4", "5");
        assertThat(join(node.history().top(CHAT)).offset()).isEqualTo(5);
    }

    @Test
    void whatCouldNotBeReadWhileRedisWasSilentIsReadAfterwardsThoughTheConnectionsNeverBroke() {
        var patient = new RedisConfig(config.url(), config.keyPrefix(), config.connectTimeout(), Duration.ofSeconds(30),
                config.maxUnconfirmedBytes(), false);
        try (Store node = RedisStore.connect(patient, List.of())) {
            RecordingListener listener = RecordingListener.on(node);
            redis.freeze();
            await().until(() -> node.problems().toString().contains("does not answer"));
            var flowing = node.broker().subscribe(CHAT).toCompletableFuture();
            redis.thaw();
            await().until(() -> node.problems().isEmpty());

            await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
                publish(node, kept("again and again"));
                assertThat(flowing).isCompleted();
                assertThat(listener.heard()).isNotEmpty();
            });
        }
    }
}
