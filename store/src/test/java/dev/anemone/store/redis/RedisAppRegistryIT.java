package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.AppRegistryContract;
import dev.anemone.store.Store;
import dev.anemone.store.StoreException;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.testbed.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The contract, and what configuration and Redis do to each other.
class RedisAppRegistryIT extends AppRegistryContract {
    private static final RedisServer REDIS = RedisServer.start();

    private final RedisConfig config = RedisConfigs.of(REDIS);

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }

    @Test
    void configurationReplacesWhatIsStoredUnderItsIdsAndLeavesTheRest() {
        join(node().apps().put(app("1", "old-key")));
        App other = app("2", "other-key");
        join(node().apps().put(other));
        App configured = app("1", "new-key");

        try (Store store = RedisStore.connect(config, List.of(configured))) {
            assertThat(join(store.apps().all())).containsExactly(configured, other);
        }
    }

    @Test
    void aWebhookIsTheOperatorsOnNodesWhoseConfigurationNamesIt() {
        var configured = new Webhook(URI.create("http://10.0.0.1/"), WebhookEvent.DEFAULTS, "", "", true);
        App app = app("1", "key").toBuilder().webhooks(List.of(configured)).build();
        var added = new Webhook(URI.create("http://10.0.0.2/"), WebhookEvent.DEFAULTS, "", "", true);
        Store other = node();

        try (Store node = RedisStore.connect(config, List.of(app))) {
            assertThat(join(node.apps().all())).containsExactly(app);
            join(other.apps().put(app.toBuilder().webhooks(List.of(configured, added)).build()));

            await().untilAsserted(() -> assertThat(join(node.apps().all()).getFirst().webhooks())
                    .extracting(Webhook::url, Webhook::fromOperator)
                    .containsExactly(tuple(configured.url(), true), tuple(added.url(), false)));
        }
        assertThat(join(other.apps().all()).getFirst().webhooks()).hasSize(2).noneMatch(Webhook::fromOperator);
    }

    @Test
    void nodesThatRunSeeWhatTheConfigurationOfANewOneChanged() {
        Store running = node();
        join(running.apps().put(app("1", "key")));
        App configured = app("1", "new-key");

        try (Store _ = RedisStore.connect(config, List.of(configured))) {
            await().atMost(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(join(running.apps().all())).containsExactly(configured));
        }
    }

    @Test
    void configuredAppsMayTakeKeysFromEachOther() {
        join(node().apps().put(app("1", "a", "b")));
        join(node().apps().put(app("2", "c")));
        Store running = node();
        App first = app("1", "c");
        App second = app("2", "a");

        try (Store store = RedisStore.connect(config, List.of(first, second))) {
            assertThat(join(store.apps().all())).containsExactly(first, second);
        }
        await().untilAsserted(() -> assertThat(join(running.apps().all())).containsExactly(first, second));
        join(running.apps().put(app("3", "b")));
        assertThat(join(running.apps().byKey(new AppKey("b")))).contains(app("3", "b"));
    }

    @Test
    void aConfiguredAppDoesNotTakeTheKeyOfOneThatIsNotConfigured() {
        join(node().apps().put(app("1", "key")));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> RedisStore.connect(config, List.of(app("2", "key"))))
                .withMessage("App 2 is not stored: its key key belongs to app 1 already. Each key needs to be unique.");
        assertThat(join(node().apps().all())).containsExactly(app("1", "key"));
    }

    @Test
    void configuredAppsThatShareAKeyAreRefusedBeforeAnythingElse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisStore.connect(RedisConfig.at("redis://127.0.0.1:1"),
                        List.of(app("1", "k"), app("2", "k"))))
                .withMessageStartingWith("Key k belongs to app 1 and to app 2.");
    }

    @Test
    void documentsThatOthersWroteAreLeftOut() {
        App sound = app("1", "key");
        join(node().apps().put(sound));
        REDIS.run("HSET " + config.keyPrefix() + "{apps}:documents 2 nonsense");

        assertThat(join(node().apps().all())).containsExactly(sound);
    }

    @Test
    void announcementsThatOthersMakeChangeNothing() {
        Store node = node();
        App app = app("1", "key");
        join(node.apps().put(app));

        REDIS.run("PUBLISH " + config.keyPrefix() + "{apps}:changed nonsense");
        join(node.apps().put(app("2", "other")));

        assertThat(join(node.apps().all())).containsExactly(app, app("2", "other"));
        assertThat(node.problems()).isEmpty();
    }

    @Test
    void onlyTheIdOfAChangedAppIsAnnounced() {
        var announced = new CopyOnWriteArrayList<String>();
        var driver = new Driver(config, "test");
        try {
            Connections connections = join(driver.open(true));
            connections.listen(new Connections.Listener() {
                @Override
                public void received(int redis, String name, byte[] payload) {
                    announced.add(RedisKeys.name(payload));
                }

                @Override
                public void subscribed(String name) {}

                @Override
                public void ended(LinkFailure why) {}
            });
            join(connections.subscribe(List.of(config.keyPrefix() + "{apps}:changed")));
            Store node = node();

            join(node.apps().put(app("1", "key")));
            join(node.apps().put(app("1", "key"))); // No change, no announcement.
            join(node.apps().put(app("2", "other-key")));

            await().until(() -> announced.contains("2"));
            assertThat(announced).containsExactly("1", "2");
        } finally {
            driver.close(Duration.ofSeconds(1));
        }
    }

    @Test
    void aRedisThatLostItsDataGetsTheConfiguredAppsBack() {
        try (var redis = RedisServer.start();
                Store configured = RedisStore.connect(RedisConfigs.of(redis), List.of(app("1", "key")))) {
            join(configured.apps().put(app("2", "added")));

            redis.kill();
            redis.startAgain();

            await().until(() -> configured.problems().isEmpty());
            assertThat(join(configured.apps().all())).containsExactly(app("1", "key"));
            join(configured.apps().put(app("2", "added-again")));
        }
    }

    @Test
    void aConfiguredAppThatWasRemovedStaysRemovedUntilANodeStartsThatNamesIt() {
        List<App> configured = List.of(app("1", "key"));
        Store operator = node();
        try (Store running = RedisStore.connect(config, configured)) {
            join(operator.apps().remove(new AppId("1")));
            await().atMost(Duration.ofSeconds(1)).until(() -> join(running.apps().all()).isEmpty());

            String client = RedisServer.cli("-p", "" + REDIS.port(), "CLIENT", "KILL", "TYPE", "pubsub");
            assertThat(client.trim()).isNotEqualTo("0");
            App other = app("2", "other"); // The node has caught up when it shows this one.
            await().untilAsserted(() -> join(operator.apps().put(other))); // It lost its connections as well.
            await().untilAsserted(() -> assertThat(join(running.apps().all())).containsExactly(app("2", "other")));
        }
        try (Store _ = RedisStore.connect(config, configured)) {
            await().untilAsserted(
                    () -> assertThat(join(operator.apps().all())).containsExactly(app("1", "key"), app("2", "other")));
        }
    }

    @Test
    void readsAreAnsweredWhileRedisIsAwayAndChangesAreRefused() {
        try (var redis = RedisServer.start();
                Store node = RedisStore.connect(RedisConfigs.of(redis), List.of(app("1", "key")))) {
            redis.kill();
            await().until(() -> !node.problems().isEmpty());

            assertThat(join(node.apps().byKey(new AppKey("key")))).contains(app("1", "key"));
            assertThat(failure(node.apps().put(app("2", "other")))).isInstanceOf(StoreUnavailableException.class);
            assertThat(join(node.apps().byId(new AppId("2")))).isEmpty();
        }
    }
}
