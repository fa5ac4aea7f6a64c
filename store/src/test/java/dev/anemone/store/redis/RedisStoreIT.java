package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.Store;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.testbed.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two nodes, a Redis of their own, and what happens when it is taken away.
@Timeout(60)
class RedisStoreIT {
    private static final int CONNECTIONS_PER_ATTEMPT = 2;
    private static final ChannelKey CHAT = new ChannelKey(new AppId("1"), new ChannelName("presence-chat"));

    private final RedisServer redis = RedisServer.start();
    private final RedisConfig config = RedisConfigs.of(redis);
    private final List<Store> nodes = new ArrayList<>();
    private final List<Socket> accepted = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        nodes.forEach(Store::close);
        for (Socket socket : accepted) {
            socket.close();
        }
        redis.close();
    }

    private Store node() {
        return node(config);
    }

    private Store node(RedisConfig config) {
        Store node = RedisStore.connect(config, List.of());
        nodes.add(node);
        return node;
    }

    private static RedisConfig with(RedisConfig config, Duration answerTimeout, long maxUnconfirmedBytes) {
        return new RedisConfig(config.url(), config.keyPrefix(), config.connectTimeout(), answerTimeout,
                maxUnconfirmedBytes, false);
    }

    private static CompletionStage<?> publish(Store node, String data) {
        return node.broker().publish(List.of(new Publication(CHAT, new EventName("event"), EventData.ofString(data))));
    }

    private static void confirm(CompletionStage<?> stage) {
        assertThat(stage).succeedsWithin(20, TimeUnit.SECONDS);
    }

    private static void refuse(CompletionStage<?> stage, Duration within) {
        assertThat(stage).failsWithin(within)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreUnavailableException.class);
    }

    private static void awaitHealthy(Store node) {
        await().atMost(Duration.ofSeconds(20)).until(() -> node.problems().isEmpty());
    }

    @Test
    void aNodeThatCannotReachRedisDoesNotStart() {
        redis.kill();

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::node)
                .withMessage("Redis at 127.0.0.1:" + redis.port() + " does not answer (connection refused).");
    }

    @Test
    void anAttemptToStartThatBringsNoAnswerIsRepeated() throws IOException {
        var starting = new CompletableFuture<Store>();
        try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var impatient = new RedisConfig("redis://127.0.0.1:" + deaf.getLocalPort(), config.keyPrefix(),
                    Duration.ofMillis(100), config.answerTimeout(), config.maxUnconfirmedBytes(), false);
            Thread.startVirtualThread(() -> starting.completeAsync(() -> node(impatient), Runnable::run));

            for (int i = 0; i < 2 * CONNECTIONS_PER_ATTEMPT; i++) {
                accepted.add(deaf.accept());
            }

            assertThat(starting).isNotDone();
        }
        assertThat(starting).failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("does not answer (connection refused)");
    }

    @Test
    void aNodeWithTheWrongPasswordDoesNotStartAndDoesNotShowIt() {
        String url = "redis://:hunter2@127.0.0.1:" + redis.port();
        redis.run("CONFIG SET requirepass other");

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node(RedisConfig.at(url)))
                .withMessageStartingWith("Redis at 127.0.0.1:" + redis.port() + " does not answer (WRONGPASS")
                .withMessageNotContaining("hunter2");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::node)
                .withMessageStartingWith("Redis at 127.0.0.1:" + redis.port() + " does not answer (NOAUTH");
    }

    @Test
    void aNodeThatMayNotPublishDoesNotStart() {
        redis.run("ACL SETUSER default resetchannels");

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::node)
                .withMessageContaining("NOPERM");
    }

    @Test
    void aRedisThatForgetsIsUsedOnlyByThoseWhoSaidSo() {
        redis.run("CONFIG SET maxmemory-policy allkeys-lru");

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::node)
                .withMessage("Redis at 127.0.0.1:" + redis.port() + " cannot be used: its maxmemory-policy is"
                        + " allkeys-lru, so it may forget members, apps and counts when it is full; set it to"
                        + " noeviction, or redis-allow-eviction here.");
        assertThat(node(config.allowingEviction(true)).problems()).isEmpty();
    }

    @Test
    void aNodeThatRunsGoesOnWithARedisThatBeganToForget() {
        Store node = node();
        redis.run("CONFIG SET maxmemory-policy allkeys-lru");
        String before = subscriptionConnections();

        redis.run("CLIENT KILL TYPE pubsub");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> !List.of("", before).contains(subscriptionConnections()));
        awaitHealthy(node);
    }

    /// The ids of the connections that are subscribed.
    private String subscriptionConnections() {
        return RedisServer.cli("-p", "" + redis.port(), "CLIENT", "LIST", "TYPE", "pubsub").lines()
                .filter(line -> !line.isBlank()).map(line -> line.split(" ", 2)[0]).collect(Collectors.joining(" "));
    }

    @Test
    void aReplicaIsRefused() {
        try (RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + redis.port())) {
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node(RedisConfigs.of(replica)))
                    .withMessage("Redis at 127.0.0.1:" + replica.port()
                            + " cannot be used: it is a replica, which takes no changes.");
        }
    }

    @Test
    void aRedisThatIsNoClusterIsNotTakenForOne() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> node(RedisConfig.at("redis-cluster://127.0.0.1:" + redis.port())))
                .withMessage("Redis at 127.0.0.1:" + redis.port()
                        + " cannot be used: it is not part of a Cluster, and redis:// is for that.");
    }

    @Test
    void aRestartOfRedisIsReportedAndHeals() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = RecordingListener.on(two);
        confirm(two.broker().subscribe(CHAT));
        confirm(publish(one, "before"));
        inbox.await(1);

        redis.kill();

        for (Store node : nodes) {
            await().atMost(Duration.ofSeconds(3)).until(() -> !node.problems().isEmpty());
            assertThat(node.problems().getFirst()).matches(
                    "Redis at 127\\.0\\.0\\.1:" + redis.port()
                            + " does not answer since \\d+ s \\(.+\\); publishing is refused until it does\\.");
            refuse(publish(node, "during"), Duration.ofSeconds(0));
        }
        redis.startAgain();

        nodes.forEach(RedisStoreIT::awaitHealthy);
        confirm(publish(one, "after"));
        assertThat(RecordingListener.data(inbox.await(CHAT, "after"))).containsExactly("before", "after");
    }

    @Test
    void aFrozenRedisIsReportedWithinThreeSecondsAndClearsByItself() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        confirm(node.broker().subscribe(CHAT));

        redis.freeze();
        CompletionStage<?> unanswered = publish(node, "unanswered");

        await().atMost(Duration.ofSeconds(3)).until(() -> !node.problems().isEmpty());
        // A late canary is the first sign; publishing is refused when nothing at all has come for as long.
        await().atMost(Duration.ofSeconds(3)).until(() -> node.problems().getFirst().contains("does not answer"));
        assertThat(node.problems()).hasSize(1);
        refuse(publish(node, "refused"), Duration.ofSeconds(0));
        redis.thaw();

        awaitHealthy(node);
        confirm(unanswered);
        confirm(publish(node, "after"));
        assertThat(RecordingListener.data(inbox.await(2))).containsExactly("unanswered", "after");
    }

    @Test
    void anUnconfirmedPublicationFailsAndIsNeverSentAgain() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        confirm(node.broker().subscribe(CHAT));

        redis.freeze();
        CompletionStage<?> unconfirmed = publish(node, "unconfirmed");
        redis.kill();
        refuse(unconfirmed, Duration.ofSeconds(10));
        redis.startAgain();

        awaitHealthy(node);
        confirm(publish(node, "after"));
        assertThat(RecordingListener.data(inbox.await(CHAT, "after"))).containsExactly("after");
    }

    @Test
    void aRedisThatStaysSilentIsGivenUpAndWhatWaitsFails() {
        Store node = node(with(config, Duration.ofSeconds(3), RedisConfig.DEFAULTS.maxUnconfirmedBytes()));
        RecordingListener inbox = RecordingListener.on(node);
        confirm(node.broker().subscribe(CHAT));

        redis.freeze();
        CompletionStage<?> unconfirmed = publish(node, "unconfirmed");
        refuse(unconfirmed, Duration.ofSeconds(15));
        redis.thaw();

        awaitHealthy(node);
        confirm(publish(node, "after"));
        List<String> heard = RecordingListener.data(inbox.await(CHAT, "after"));
        assertThat(heard).doesNotHaveDuplicates(); // Redis had read the first one; no node was listening.
        assertThat(heard).last().isEqualTo("after");
    }

    @Test
    void connectionsThatAreKilledComeBackAndNothingIsDeliveredTwice() {
        Store publisher = node();
        Store subscriber = node();
        RecordingListener inbox = RecordingListener.on(subscriber);
        confirm(subscriber.broker().subscribe(CHAT));
        var stop = new AtomicBoolean();
        var confirmed = new ArrayList<Integer>();
        var pump = Thread.ofPlatform().start(() -> {
            for (int i = 0; !stop.get(); i++) {
                int number = i;
                CompletionStage<Boolean> outcome = publish(publisher, "" + i).handle((_, failure) -> failure == null);
                if (outcome.toCompletableFuture().join()) {
                    confirmed.add(number);
                }
            }
        });

        for (String type : List.of("normal", "pubsub", "normal", "pubsub")) {
            int before = inbox.heard().size();
            redis.run("CLIENT KILL TYPE " + type);
            await().atMost(Duration.ofSeconds(20)).until(() -> inbox.heard().size() > before + 100);
        }
        stop.set(true);
        assertThat(pump).satisfies(Thread::join);

        nodes.forEach(RedisStoreIT::awaitHealthy);
        confirm(publish(publisher, "last"));
        List<String> heard = RecordingListener.data(inbox.await(CHAT, "last"));
        assertThat(heard.subList(0, heard.size() - 1).stream().map(Integer::valueOf)).isSorted()
                .doesNotHaveDuplicates();
        assertThat(confirmed).hasSizeGreaterThan(100);
    }

    @Test
    void aSubscriptionWaitsForRedisToComeBack() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        redis.kill();
        await().until(() -> !node.problems().isEmpty());

        CompletionStage<Void> subscribed = node.broker().subscribe(CHAT);
        redis.startAgain();

        confirm(subscribed);
        awaitHealthy(node);
        confirm(publish(node, "flowing"));
        inbox.await(1);
    }

    @Test
    void aSubscriptionFailsIfRedisStaysAway() {
        Store node = node(with(config, Duration.ofSeconds(3), RedisConfig.DEFAULTS.maxUnconfirmedBytes()));
        RecordingListener inbox = RecordingListener.on(node);
        redis.kill();
        await().until(() -> !node.problems().isEmpty());

        refuse(node.broker().subscribe(CHAT), Duration.ofSeconds(10));
        node.broker().unsubscribe(CHAT);
        redis.startAgain();

        awaitHealthy(node);
        awaitUnsubscribed(CHAT); // It lingers, and is restored with the connection if that was quick.
        confirm(publish(node, "unheard"));
        confirm(node.broker().subscribe(CHAT));
        confirm(publish(node, "heard"));
        assertThat(RecordingListener.data(inbox.await(1))).containsExactly("heard");
    }

    @Test
    void publishingIsRefusedWhenTooMuchWaitsForConfirmation() {
        long bound = 1 << 20;
        Store node = node(with(config, Duration.ofSeconds(30), bound));
        String half = "x".repeat((int) bound / 2);

        redis.freeze();
        CompletionStage<?> first = publish(node, half);
        CompletionStage<?> second = publish(node, half); // With their envelopes and overhead, beyond the bound.
        redis.thaw();

        refuse(second, Duration.ofSeconds(0));
        assertThat(second.toCompletableFuture()).isCompletedExceptionally();
        confirm(first);
        awaitHealthy(node);
        confirm(publish(node, half));
    }

    @Test
    void closingFailsWhatStillWaits() {
        Store node = node();
        RecordingListener.on(node);
        redis.freeze();
        CompletionStage<?> publishing = publish(node, "x");
        CompletionStage<?> subscribing = node.broker().subscribe(CHAT);

        node.close();

        refuse(publishing, Duration.ofSeconds(1));
        refuse(subscribing, Duration.ofSeconds(1));
        refuse(publish(node, "x"), Duration.ofSeconds(0));
        refuse(node.broker().subscribe(CHAT), Duration.ofSeconds(0));
        node.broker().unsubscribe(CHAT);
        assertThat(node.problems()).hasSize(1);
        node.close();
    }

    @Test
    void whatOthersPublishToOurChannelsIsRefused() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        confirm(node.broker().subscribe(CHAT));
        String feed = new RedisKeys(config.keyPrefix()).feed(CHAT);

        assertThat(redis.run("PUBLISH " + feed + " nonsense")).isEqualTo(":1");
        confirm(publish(node, "sense"));

        assertThat(RecordingListener.data(inbox.await(CHAT, "sense"))).containsExactly("sense");
    }

    @Test
    void onlyChannelsWithSubscribersAreSubscribed() {
        Store node = node();
        RecordingListener.on(node);
        String feed = new RedisKeys(config.keyPrefix()).feed(CHAT);
        confirm(node.broker().subscribe(CHAT));
        assertThat(redis.run("PUBLISH " + feed + " x")).isEqualTo(":1");

        node.broker().unsubscribe(CHAT);

        awaitUnsubscribed(CHAT);
    }

    private void awaitUnsubscribed(ChannelKey channel) {
        String feed = new RedisKeys(config.keyPrefix()).feed(channel);
        await().until(() -> redis.run("PUBLISH " + feed + " x").equals(":0"));
    }
}
