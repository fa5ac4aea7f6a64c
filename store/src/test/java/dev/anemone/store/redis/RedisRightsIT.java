package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.Credential;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.Member;
import dev.anemone.model.Retention;
import dev.anemone.model.Revocation;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.RecordingReader;
import dev.anemone.store.Store;
import dev.anemone.store.StoreContract;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import dev.anemone.testbed.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node as a user of Redis's who may do what the operations page says, and nothing else.
class RedisRightsIT extends StoreContract {
    private static final Retention KEPT = Retention.by(HistoryRule.DEFAULT).asLast(Duration.ofMinutes(1));
    static final Path PAGE = Path.of("../docs/operations.md");
    private static final ChannelKey ROOM = channel("presence-cache-room");

    private static final App TELLING = App.builder(APP, List.of(new Credential(new AppKey("k"), "secret")))
            .webhooks(List.of(new Webhook(URI.create("http://10.0.0.1/"), EnumSet.allOf(WebhookEvent.class), "", "",
                    true)))
            .subscriptionCount(true)
            .build();

    @TempDir private Path directory;
    private RedisServer redis;
    private RedisConfig config;

    @BeforeEach
    void startRedis() throws IOException {
        String user = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("user anemone ")).findFirst()
                .orElseThrow();
        Path file = directory.resolve("users.acl");
        Files.writeString(file, "user default on nopass ~* &* +@all\n" + user.replace("a-long-password", "p@ss/word")
                + "\n");
        redis = RedisServer.start("--aclfile", file.toString());
        config = new RedisConfig("redis://anemone:p%40ss%2Fword@127.0.0.1:" + redis.port(), "anemone:",
                Duration.ofSeconds(2), Duration.ofSeconds(5), 1 << 20, false);
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }

    @Test
    void theDocumentedRightsAreEnough() {
        Store node = newNode();
        Store other = newNode();
        join(node.apps().put(TELLING));
        var reader = RecordingReader.on(node);
        var socket = new SocketId("1.1");
        var user = new UserKey(APP, new UserId("u"));
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        join(node.broker().publish(
                List.of(publication(ROOM, "plain"), publication(ROOM, "kept").kept(KEPT))));
        inbox.await(2);
        assertThat(join(node.cacheChannels().last(ROOM))).isPresent();
        join(node.presence().join(ROOM, socket, new Member(user.user(), "{}"), 10));
        assertThat(join(node.presence().members(ROOM))).hasSize(1);
        node.occupancy().report(ROOM, 1);
        join(node.occupancy().occupied(APP, ""));
        join(node.users().watch(APP, Set.of(user.user())));
        join(node.users().signIn(user, socket));
        join(node.users().terminate(user));
        join(node.users().signOut(user, socket));
        join(node.presence().leave(ROOM, socket));
        node.occupancy().report(ROOM, 0);
        node.lifecycleLog().append(new CacheMissed(ROOM));
        await().until(() -> reader.events().containsAll(List.of(new CacheMissed(ROOM), new Vacated(ROOM)))); // That one later.
        node.broker().unsubscribe(ROOM);
        node.connections().report(APP, 3);
        await().until(() -> other.connections().elsewhere(APP) == 3);
        exchangeDeliveries(node.webhookQueue());
        join(node.revocations().revoke(new Revocation(APP, new Revocation.User(user.user()), Instant.now(),
                Instant.now().plusSeconds(60))));
        await().until(() -> other.revocations().ofUser(APP, user.user(), Instant.now()).isPresent());
        join(node.apps().change(APP, app -> app.toBuilder().enabled(false).build()));
        join(node.apps().remove(APP));
        node.close();
        other.close();

        assertThat(RedisServer.cli("-p", "" + redis.port(), "ACL", "LOG").trim()).isEmpty();
    }

    private static void exchangeDeliveries(WebhookQueue queue) {
        Instant past = Instant.now().minusSeconds(1);
        join(queue.add(List.of(new Delivery("d", APP, TELLING.webhooks().getFirst().url(), "{}", false, past,
                State.WAITING, past, 0, ""))));
        join(queue.backlog());
        Delivery taken = join(queue.take(1, Duration.ofSeconds(10))).getFirst();
        join(queue.record(taken.attempted(State.DELIVERED, past, "200")));
        assertThat(join(queue.list(APP, Optional.empty(), Optional.empty(), 10))).hasSize(1);
        assertThat(join(queue.replay(APP, "d"))).isPresent();
    }

    @Test
    void theRightsEndAtThePrefix() {
        config = RedisConfigs.at(config.url());

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::newNode)
                .withMessageContaining("NOPERM").withMessageNotContaining("word");
    }
}
