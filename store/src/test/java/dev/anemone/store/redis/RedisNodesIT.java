package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.Presence.Joined;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.RecordingReader;
import dev.anemone.store.Store;
import dev.anemone.store.WebhookRules;
import dev.anemone.testbed.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What nodes have in a Redis they share, and what becomes of it when one of them dies, freezes or stops, and when Redis
/// goes away and comes back with or without its data.
@Timeout(90)
class RedisNodesIT {
    private static final AppId APP = new AppId("1");
    private static final ChannelKey ROOM = channel("presence-room");
    private static final ChannelKey CHAT = channel("chat");
    /// Short, so that the tests are; long enough for a busy machine.
    private static final NodeTiming TIMING = new NodeTiming(Duration.ofMillis(2_000), Duration.ofMillis(200),
            Duration.ofMillis(20));
    /// What the default timing promises; this one, all the more.
    private static final Duration DEAD_ARE_GONE_WITHIN = Duration.ofSeconds(10);
    private static final Duration WRITTEN_AGAIN_WITHIN = Duration.ofSeconds(5);

    private final RedisServer redis = RedisServer.start();
    private final RedisConfig config = RedisConfigs.of(redis);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable node : open) {
            node.close();
        }
        redis.close();
    }

    private static ChannelKey channel(String name) {
        return new ChannelKey(APP, new ChannelName(name));
    }

    private static UserKey user(String name) {
        return new UserKey(APP, new UserId(name));
    }

    private Store node() {
        Store node = RedisStore.connect(config, WebhookRules.DEFAULTS, List.of(), TIMING);
        open.add(node);
        return node;
    }

    private NodeProcess process() {
        NodeProcess node = NodeProcess.start(config, TIMING);
        open.add(node);
        return node;
    }

    private static <T> T value(CompletionStage<T> stage) {
        assertThat(stage).succeedsWithin(20, TimeUnit.SECONDS);
        return stage.toCompletableFuture().join();
    }

    private static void eventually(Duration within, ThrowingRunnable assertion) {
        await().atMost(within).ignoreExceptions().untilAsserted(assertion);
    }

    private static Joined.In join(Store node, String socket, String name) {
        var member = new Member(new UserId(name), "{}");
        return (Joined.In) value(node.presence().join(ROOM, new SocketId(socket), member, 100));
    }

    private static Set<String> members(Store node) {
        var names = new HashSet<String>();
        value(node.presence().members(ROOM)).forEach(member -> names.add(member.id().value()));
        return names;
    }

    private static int subscriptions(Store node) {
        return value(node.occupancy().subscriptions(List.of(CHAT))).getFirst();
    }

    private static boolean online(Store node, String name) {
        UserId id = new UserId(name);
        var status = value(node.users().watch(APP, Set.of(id))).get(id);
        node.users().unwatch(APP, Set.of(id));
        return status != null && status.online();
    }

    private static RecordingListener listener(Store node) {
        RecordingListener inbox = RecordingListener.on(node);
        value(node.broker().subscribe(ROOM));
        return inbox;
    }

    /// Everything that went through the room before this call, as a subscriber hears it who was shown `version`: `+name`
    /// for a member who came, `-name` for one who went.
    private static List<String> told(Store node, RecordingListener inbox, long version) {
        String marker = "marker " + inbox.heard().size();
        value(node.broker().publish(List.of(new Publication(ROOM, new EventName("e"), EventData.ofString(marker)))));
        var told = new ArrayList<String>();
        for (ChannelMessage message : inbox.await(ROOM, marker)) {
            if (message instanceof MemberAdded added && added.version() > version && added.since() <= version) {
                told.add("+" + added.member().id());
            } else if (message instanceof MemberRemoved removed && removed.version() > version) {
                told.add("-" + removed.user());
            }
        }
        return told;
    }

    /// The number of keys of this test that contain `name`.
    private String keys(String name) {
        return redis.run("EVAL \"return #redis.call('KEYS',ARGV[1])\" 0 " + config.keyPrefix() + "*" + name + "*");
    }

    private void awaitLeases(int count) {
        eventually(DEAD_ARE_GONE_WITHIN, () -> assertThat(redis.run("ZCARD " + config.keyPrefix() + "{nodes}:leases"))
                .isEqualTo(":" + count));
    }

    @Test
    void whatADeadNodeHadIsGoneOnceHoweverManySurvive() {
        List<Store> survivors = List.of(node(), node(), node());
        Store one = survivors.getFirst();
        RecordingListener inbox = listener(one);
        join(one, "1.1", "ann");
        NodeProcess dead = process();
        dead.tell("join presence-room 9.1 ann"); // She is also on a node that lives.
        for (String line : List.of("join presence-room 9.2 bob", "join presence-room 9.3 bob",
                "join presence-room 9.4 cat", "report chat 4", "sign-in bob 9.2")) {
            dead.tell(line);
        }
        dead.tell("connections 7");
        one.occupancy().report(CHAT, 2);
        eventually(Duration.ofSeconds(5), () -> {
            assertThat(subscriptions(one)).isEqualTo(6);
            assertThat(one.connections().elsewhere(APP)).isEqualTo(7);
        });
        assertThat(online(one, "bob")).isTrue();

        dead.kill();

        eventually(DEAD_ARE_GONE_WITHIN, () -> {
            assertThat(members(one)).containsExactly("ann");
            assertThat(subscriptions(one)).isEqualTo(2);
            assertThat(online(one, "bob")).isFalse();
            assertThat(survivors).allMatch(node -> node.connections().elsewhere(APP) == 0);
        });
        awaitLeases(3);
        assertThat(told(one, inbox, 0)).startsWith("+ann", "+bob", "+cat").hasSize(5)
                .contains("-bob", "-cat");
    }

    @Test
    void aNodeThatWasTakenForDeadComesBackAsItIs() {
        Store one = node();
        RecordingListener inbox = listener(one);
        NodeProcess frozen = process();
        frozen.tell("join presence-room 9.1 bob");
        frozen.tell("report chat 4");
        frozen.tell("sign-in bob 9.1");
        frozen.tell("connections 7");
        eventually(Duration.ofSeconds(5), () -> assertThat(one.connections().elsewhere(APP)).isEqualTo(7));

        frozen.freeze();
        eventually(DEAD_ARE_GONE_WITHIN, () -> {
            assertThat(one.connections().elsewhere(APP)).isZero();
            assertThat(members(one)).isEmpty();
            assertThat(subscriptions(one)).isZero();
            assertThat(online(one, "bob")).isFalse();
        });
        frozen.thaw();

        eventually(DEAD_ARE_GONE_WITHIN, () -> {
            assertThat(one.connections().elsewhere(APP)).isEqualTo(7);
            assertThat(members(one)).containsExactly("bob");
            assertThat(subscriptions(one)).isEqualTo(4);
            assertThat(online(one, "bob")).isTrue();
        });
        assertThat(told(one, inbox, 0)).containsExactly("+bob", "-bob", "+bob");

        frozen.tell("leave presence-room 9.1");
        assertThat(members(one)).isEmpty();
        frozen.stop();
        awaitLeases(1);
        for (String left : List.of(":places:", ":reported:", ":sign-ins:", ":seats:", ":counts:", ":connections:")) {
            assertThat(keys(left)).as(left).isEqualTo(":0");
        }
    }

    @Test
    void aNodeThatStopsTakesEverythingBack() {
        Store one = node();
        RecordingListener inbox = listener(one);
        Store two = node();
        join(two, "2.1", "bob");
        two.occupancy().report(CHAT, 3);
        two.connections().report(APP, 7);
        value(two.users().signIn(user("bob"), new SocketId("2.1")));
        eventually(Duration.ofSeconds(5), () -> {
            assertThat(subscriptions(one)).isEqualTo(3);
            assertThat(one.connections().elsewhere(APP)).isEqualTo(7);
        });

        two.close();

        assertThat(members(one)).isEmpty();
        assertThat(subscriptions(one)).isZero();
        assertThat(online(one, "bob")).isFalse();
        assertThat(told(one, inbox, 0)).containsExactly("+bob", "-bob");
        awaitLeases(1);
        for (String left : List.of(":places:", ":reported:", ":sign-ins:", ":seats:", ":members:", ":counts:",
                ":occupied:", ":connections:")) {
            assertThat(keys(left)).as(left).isEqualTo(":0");
        }
    }

    @Test
    void aRedisThatComesBackEmptyIsFilledAgainAndNobodyIsToldTwice() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = listener(one);
        join(two, "2.1", "bob");
        long shown = join(one, "1.1", "ann").version();
        one.occupancy().report(CHAT, 2);
        two.occupancy().report(CHAT, 3);
        two.occupancy().report(CHAT, 4);
        one.connections().report(APP, 5);
        two.connections().report(APP, 7);
        eventually(Duration.ofSeconds(5), () -> assertThat(one.connections().elsewhere(APP)).isEqualTo(7));
        value(two.users().signIn(user("bob"), new SocketId("2.1")));

        redis.kill();
        redis.startAgain();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> one.problems().isEmpty() && two.problems().isEmpty());
        Joined.In since = join(one, "1.2", "cat");

        eventually(WRITTEN_AGAIN_WITHIN, () -> {
            assertThat(members(one)).containsExactlyInAnyOrder("ann", "bob", "cat");
            assertThat(subscriptions(two)).isEqualTo(6);
            assertThat(online(one, "bob")).isTrue();
            assertThat(redis.run("EVAL \"return tonumber(redis.call('HGET',ARGV[1],1))\" 0 " + config.keyPrefix()
                    + "{nodes}:connections")).isEqualTo(":12");
            assertThat(one.connections().elsewhere(APP)).isEqualTo(7);
            assertThat(two.connections().elsewhere(APP)).isEqualTo(5);
        });
        assertThat(since.version()).isGreaterThan(shown);
        assertThat(told(one, inbox, shown)).as("told to whoever was there before").containsExactly("+cat");
        var listAndTold = new ArrayList<>(told(one, inbox, since.version()));
        since.members().forEach(member -> listAndTold.add("+" + member.id()));
        assertThat(listAndTold).as("shown to whoever came since")
                .containsExactlyInAnyOrder("+ann", "+bob", "+cat");
    }

    @Test
    void whoLeavesWhileRedisIsAwayHasLeftWhenItIsBack() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = listener(one);
        join(one, "1.1", "ann");
        join(two, "2.1", "bob");
        value(two.users().signIn(user("bob"), new SocketId("2.1")));
        two.occupancy().report(CHAT, 3);
        one.occupancy().report(CHAT, 1);

        redis.freeze();
        await().atMost(Duration.ofSeconds(10)).until(() -> !one.problems().isEmpty() && !two.problems().isEmpty());
        CompletionStage<Void> left = two.presence().leave(ROOM, new SocketId("2.1"));
        CompletionStage<Void> signedOut = two.users().signOut(user("bob"), new SocketId("2.1"));
        two.occupancy().report(CHAT, 0);
        one.occupancy().report(CHAT, 5);
        two.connections().report(APP, 3);
        redis.thaw();

        eventually(DEAD_ARE_GONE_WITHIN, () -> {
            assertThat(members(one)).containsExactly("ann");
            assertThat(online(one, "bob")).isFalse();
            assertThat(subscriptions(one)).isEqualTo(5);
            assertThat(one.connections().elsewhere(APP)).isEqualTo(3);
        });
        assertThat(told(one, inbox, 0)).containsExactly("+ann", "+bob", "-bob");
        assertThat(left.toCompletableFuture()).isDone();
        assertThat(signedOut.toCompletableFuture()).isDone();
    }

    @Test
    void whoLeavesWhileRedisLosesItsDataIsToldToHaveLeft() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = listener(one);
        join(two, "2.1", "bob");
        join(two, "2.2", "cat");
        long shown = join(one, "1.1", "ann").version();
        join(one, "1.2", "cat");

        redis.kill();
        await().atMost(Duration.ofSeconds(10)).until(() -> !two.problems().isEmpty());
        two.presence().leave(ROOM, new SocketId("2.1"));
        two.presence().leave(ROOM, new SocketId("2.2"));
        redis.startAgain();

        eventually(DEAD_ARE_GONE_WITHIN, () -> assertThat(told(one, inbox, shown)).contains("-bob"));
        eventually(DEAD_ARE_GONE_WITHIN, () -> assertThat(members(one)).containsExactlyInAnyOrder("ann", "cat"));
        assertThat(told(one, inbox, shown)).as("cat is still there, on the other node").containsExactly("-bob");
    }

    @Test
    void aRedisThatStoodStillForLongerThanALeaseKillsNobody() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = listener(one);
        join(one, "1.1", "ann");
        join(two, "2.1", "bob");

        redis.freeze(); // For longer than it takes to notice, which is longer than a lease.
        await().atMost(Duration.ofSeconds(10)).until(() -> !one.problems().isEmpty() && !two.problems().isEmpty());
        redis.thaw();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> one.problems().isEmpty() && two.problems().isEmpty());
        long lastBeat = lastBeat();
        await().atMost(Duration.ofSeconds(10)).until(() -> lastBeat() > lastBeat + 2 * TIMING.lease().toMillis());

        assertThat(told(one, inbox, 0)).containsExactly("+ann", "+bob");
        assertThat(members(one)).containsExactlyInAnyOrder("ann", "bob");
        assertThat(keys(":buried:")).isEqualTo(":0");
    }

    @Test
    void whatADeadReaderHadInHandIsReadByTheNext() {
        Store one = node();
        value(one.apps().put(App.builder(APP, List.of(new Credential(new AppKey("k"), "secret")))
                .webhooks(List.of(new Webhook(URI.create("https://backend.example/"),
                        EnumSet.allOf(WebhookEvent.class), "", "", true)))
                .build()));
        for (String channel : List.of("presence-room", "chat", "chat-2")) {
            value(one.lifecycleLog().append(new CacheMissed(channel(channel))));
            value(one.lifecycleLog().append(new Occupied(channel(channel))));
        }
        NodeProcess dead = process();
        dead.tell("read");
        await().atMost(Duration.ofSeconds(10)).until(() -> keys(":lifecycle-turn").equals(":3"));
        RecordingReader reader = RecordingReader.on(one);

        dead.kill();

        eventually(DEAD_ARE_GONE_WITHIN, () -> assertThat(reader.events()).hasSize(6));
        for (String channel : List.of("presence-room", "chat", "chat-2")) {
            assertThat(reader.events().stream().filter(event -> event.channel().equals(channel(channel))))
                    .containsExactly(new CacheMissed(channel(channel)), new Occupied(channel(channel)));
        }
        eventually(Duration.ofSeconds(5), () -> assertThat(keys(":lifecycle-turn")).isEqualTo(":0"));
    }

    /// The node that is to tell a departure later may be dead by then.
    @Test
    void departuresOfADeadNodeAreTold() {
        Store one = node();
        value(one.apps().put(App.builder(APP, List.of(new Credential(new AppKey("k"), "secret")))
                .webhooks(List.of(new Webhook(URI.create("https://backend.example/"),
                        EnumSet.allOf(WebhookEvent.class), "", "", true)))
                .build()));
        RecordingReader reader = RecordingReader.on(one);
        NodeProcess dead = process();
        dead.tell("join presence-room 9.1 bob");
        dead.tell("join presence-room 9.2 cat");
        dead.tell("leave presence-room 9.1");

        dead.kill();

        await().atMost(Duration.ofSeconds(25)).until(() -> reader.entries().size() >= 4);
        assertThat(reader.events()).containsExactlyInAnyOrder(new MemberCame(ROOM, new UserId("bob")),
                new MemberCame(ROOM, new UserId("cat")), new MemberWent(ROOM, new UserId("bob")),
                new MemberWent(ROOM, new UserId("cat")));
    }

    private long lastBeat() {
        return Long.parseLong(redis.run("EVAL \"return tonumber(redis.call('GET',ARGV[1]))\" 0 " + config.keyPrefix()
                + "{nodes}:last-beat").substring(1));
    }

    @Test
    void scriptsThatRedisForgetsLeaveNobodyBehind() {
        Store one = node();
        RecordingListener inbox = listener(one);
        var last = new ArrayList<CompletionStage<?>>();
        for (int i = 0; i < 200; i++) {
            if (i % 20 == 0) {
                redis.run("SCRIPT FLUSH");
            }
            var socket = new SocketId("1." + i);
            last.add(one.presence().join(ROOM, socket, new Member(new UserId("u" + i), "{}"), 1_000));
            last.add(one.presence().leave(ROOM, socket));
            last.add(one.users().signIn(user("u" + i), socket));
            last.add(one.users().signOut(user("u" + i), socket));
        }
        last.forEach(RedisNodesIT::value);

        eventually(Duration.ofSeconds(5), () -> {
            assertThat(members(one)).isEmpty();
            assertThat(keys(":connections:")).isEqualTo(":0");
        });
        List<String> told = told(one, inbox, 0);
        assertThat(told.stream().filter(change -> change.startsWith("+")).count()).isEqualTo(told.size() / 2);
    }
}
