package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.INFO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.Store;
import dev.anemone.store.StoreContract;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.testbed.RedisCluster;
import dev.anemone.testbed.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a node does when a Cluster changes under it.
@Timeout(120)
class RedisClusterIT extends StoreContract {
    private static final System.Logger LOG = System.getLogger(RedisClusterIT.class.getName());
    private static final ChannelKey CHAT = channel("presence-chat");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RedisCluster cluster = RedisCluster.start(1);
    private final RedisConfig config = RedisConfigs.at(cluster.url());
    private final String feed = new RedisKeys(config.keyPrefix()).feed(CHAT);

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }

    private static void awaitHealthy(Store node) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.problems()).isEmpty());
    }

    /// Publishes numbers, one after the other, until it is stopped, and remembers those that were confirmed.
    private static final class Pump {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Integer> confirmed = new ArrayList<>();
        private final Thread thread;

        Pump(Store node) {
            thread = Thread.ofPlatform().start(() -> {
                for (int i = 0; !stop.get(); i++) {
                    boolean taken = node.broker().publish(List.of(publication(CHAT, "" + i)))
                            .handle((_, failure) -> failure == null).toCompletableFuture().join();
                    if (taken) {
                        confirmed.add(i);
                    }
                }
            });
        }

        List<Integer> stop() throws InterruptedException {
            stop.set(true);
            thread.join();
            return confirmed;
        }
    }

    @Test
    void aSubscriptionFollowsItsSlotAndNothingArrivesTwice() throws InterruptedException {
        Store publisher = node();
        Store subscriber = node();
        RecordingListener inbox = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));
        var pump = new Pump(publisher);
        await().until(() -> inbox.heard().size() > 100);

        for (int i = 0; i < 3; i++) {
            cluster.moveSlot(feed);
            int before = inbox.heard().size();
            await().atMost(PATIENCE).until(() -> inbox.heard().size() > before + 100);
        }
        List<Integer> confirmed = pump.stop();

        awaitHealthy(publisher);
        awaitHealthy(subscriber);
        join(publisher.broker().publish(List.of(publication(CHAT, "last"))));
        List<String> heard = RecordingListener.data(inbox.await(CHAT, "last"));
        assertThat(heard.subList(0, heard.size() - 1).stream().map(Integer::valueOf)).isSorted()
                .doesNotHaveDuplicates();
        assertThat(confirmed).hasSizeGreaterThan(300);
    }

    /// Nodes that follow a slot at different moments name different processes for it, and each change of name is an epoch.
    @Test
    void afterASlotHasMovedAllNodesSoonAgreeOnTheEpoch() {
        Store publisher = node(); // It subscribes to nothing in the slot.
        Store other = node();
        RecordingListener inbox = RecordingListener.on(other);
        join(other.broker().subscribe(CHAT));
        Publication kept = publication(CHAT, "x").kept(Retention.by(HistoryRule.DEFAULT));
        String before = publish(publisher, kept).epoch();

        cluster.moveSlot(feed);

        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            List<String> epochs = Stream.of(publisher, other, publisher, other, publisher)
                    .map(node -> publish(node, kept).epoch()).distinct().toList();
            return epochs.size() == 1 && !epochs.getFirst().equals(before);
        });
        await().until(() -> inbox.heard().stream().anyMatch(HistoryGap.class::isInstance));
    }

    @Test
    void aMasterThatDiesIsReplacedByItsReplica() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = RecordingListener.on(two);
        join(two.broker().subscribe(CHAT));

        long began = System.nanoTime();
        cluster.owner(feed).kill();
        await().atMost(PATIENCE).until(() -> !one.problems().isEmpty());
        await().atMost(PATIENCE).until(() -> !two.problems().isEmpty());
        awaitHealthy(one);
        awaitHealthy(two);

        LOG.log(INFO, "Failover seen through ms=" + Duration.ofNanos(System.nanoTime() - began).toMillis());
        join(one.broker().publish(List.of(publication(CHAT, "after"))));
        assertThat(RecordingListener.data(inbox.await(CHAT, "after"))).containsExactly("after");
    }

    @Test
    void aMasterThatFreezesIsReportedAndReplaced() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        RedisServer owner = cluster.owner(feed);

        owner.freeze();
        await().atMost(Duration.ofSeconds(3)).until(() -> !node.problems().isEmpty());
        awaitHealthy(node);

        join(node.broker().publish(List.of(publication(CHAT, "after"))));
        assertThat(RecordingListener.data(inbox.await(CHAT, "after"))).containsExactly("after");
        owner.thaw();
    }

    @Test
    void killedConnectionsComeBackAndNothingArrivesTwice() throws InterruptedException {
        Store publisher = node();
        Store subscriber = node();
        RecordingListener inbox = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));
        RedisServer owner = cluster.owner(feed);
        var pump = new Pump(publisher);

        for (String type : List.of("normal", "pubsub", "normal", "pubsub")) {
            int before = inbox.heard().size();
            owner.run("CLIENT KILL TYPE " + type);
            await().atMost(PATIENCE).until(() -> inbox.heard().size() > before + 100);
        }
        assertThat(pump.stop()).hasSizeGreaterThan(100);

        awaitHealthy(publisher);
        awaitHealthy(subscriber);
        join(publisher.broker().publish(List.of(publication(CHAT, "last"))));
        List<String> heard = RecordingListener.data(inbox.await(CHAT, "last"));
        assertThat(heard.subList(0, heard.size() - 1).stream().map(Integer::valueOf)).isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void publicationsStayOnTheNodesOfTheirShard() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        join(node.broker().publish(List.of(publication(CHAT, "x"))));
        inbox.await(1);

        long holders = cluster.nodes().stream().filter(each -> RedisServer
                .cli("-p", "" + each.port(), "PUBSUB", "SHARDCHANNELS", feed).contains(feed)).count();
        assertThat(holders).isEqualTo(1);
        assertThat(cluster.nodes()).allSatisfy(each -> assertThat(RedisServer
                .cli("-p", "" + each.port(), "PUBSUB", "CHANNELS").trim()).isEmpty());
    }

    @Test
    void theDocumentedRightsAreEnough() throws IOException {
        String rights = Files.readAllLines(RedisRightsIT.PAGE).stream().filter(line -> line.startsWith("user anemone "))
                .findFirst().orElseThrow().substring("user anemone ".length());
        cluster.nodes().forEach(each -> each.run("ACL SETUSER anemone " + rights + " +cluster|nodes +cluster|myid"));
        String url = cluster.url().replace("://", "://anemone:a-long-password@");

        try (Store node = RedisStore.connect(RedisConfig.at(url), List.of())) {
            RecordingListener inbox = RecordingListener.on(node);
            join(node.broker().subscribe(CHAT));
            join(node.broker().publish(List.of(publication(CHAT, "x"))));
            inbox.await(1);
        }

        assertThat(cluster.nodes()).allSatisfy(each -> assertThat(RedisServer
                .cli("-p", "" + each.port(), "ACL", "LOG").trim()).isEmpty());
    }

    @Test
    void aNodeOfAClusterIsNotTakenForAStandaloneRedis() {
        String url = cluster.nodes().getFirst().url();

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStore.connect(RedisConfigs.at(url), List.of()))
                .withMessageMatching("Redis at 127\\.0\\.0\\.1:\\d+ cannot be used: it is part of a Cluster, which"
                        + " redis-cluster:// is for\\.");
    }
}
