package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.INFO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.ChannelKey;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.Store;
import dev.anemone.store.StoreContract;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.testbed.RedisSentinels;
import dev.anemone.testbed.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens when Sentinels make another Redis the master, and when they cannot be asked.
@Timeout(120)
class RedisSentinelIT extends StoreContract {
    private static final System.Logger LOG = System.getLogger(RedisSentinelIT.class.getName());
    private static final ChannelKey CHAT = channel("chat");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path directory;
    private RedisSentinels redis;
    private RedisConfig config;

    @BeforeEach
    void startRedis() {
        redis = RedisSentinels.start(directory);
        config = RedisConfigs.at(redis.url());
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }

    private static void awaitProblem(Store node) {
        await().atMost(PATIENCE).until(() -> !node.problems().isEmpty());
    }

    private static void awaitHealthy(Store node) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.problems()).isEmpty());
    }

    @Test
    void aMasterThatDiesIsReplacedByItsReplica() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = RecordingListener.on(two);
        join(two.broker().subscribe(CHAT));
        join(one.broker().publish(List.of(publication(CHAT, "before"))));
        inbox.await(1);

        long began = System.nanoTime();
        redis.first().kill();
        awaitProblem(one);
        awaitProblem(two);
        awaitHealthy(one);
        awaitHealthy(two);

        LOG.log(INFO, "Failover seen through ms=" + Duration.ofNanos(System.nanoTime() - began).toMillis());
        join(one.broker().publish(List.of(publication(CHAT, "after"))));
        assertThat(RecordingListener.data(inbox.await(CHAT, "after"))).containsExactly("before", "after");
        assertThat(hears(redis.second())).isTrue();
    }

    @Test
    void aMasterThatStaysReachableThoughAnotherWasElectedIsLeft() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));

        redis.electAnother();

        await().atMost(PATIENCE).until(() -> hears(redis.second()));
        awaitHealthy(node);
        join(node.broker().publish(List.of(publication(CHAT, "after"))));
        assertThat(RecordingListener.data(inbox.await(CHAT, "after"))).containsExactly("after");
    }

    private boolean hears(RedisServer server) {
        return RedisServer.cli("-p", "" + server.port(), "PUBSUB", "NUMSUB",
                new RedisKeys(config.keyPrefix()).feed(CHAT)).contains("\n1");
    }

    @Test
    void aMinorityOfSentinelsIsNotBelieved() {
        redis.sentinels().subList(1, 3).forEach(RedisServer::kill);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::newNode)
                .withMessage("Redis at " + config.address() + " does not answer (connection refused).");
    }

    @Test
    void oneSentinelOfThreeMayBeAway() {
        redis.sentinels().getFirst().kill();

        assertThat(node().problems()).isEmpty();
    }

    @Test
    void aMasterThatTheSentinelsDoNotKnowIsNamed() {
        config = RedisConfigs.at(redis.url().replace("#events", "#other"));

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::newNode)
                .withMessageStartingWith("Redis at ")
                .withMessageContaining("#other does not answer (ERR No such master");
    }
}
