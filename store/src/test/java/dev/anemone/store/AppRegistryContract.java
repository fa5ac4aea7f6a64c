package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import dev.anemone.model.Origins;
import dev.anemone.model.TokenKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [AppRegistry] promises.
public abstract class AppRegistryContract extends StoreContract {
    private static final Duration CHANGE_IS_SEEN_WITHIN = Duration.ofSeconds(1);

    /// An app with keys of its own and everything else as a configured app has it.
    protected static App app(String id, String... keys) {
        return App.builder(new AppId(id),
                Stream.of(keys).map(key -> new Credential(new AppKey(key), "secret of " + key)).toList()).build();
    }

    @Test
    void anAppIsFoundByItsIdAndByEachOfItsKeys() {
        AppRegistry apps = node().apps();
        App app = app("1", "old", "new");

        join(apps.put(app));

        assertThat(join(apps.byId(new AppId("1")))).contains(app);
        assertThat(join(apps.byKey(new AppKey("old")))).contains(app);
        assertThat(join(apps.byKey(new AppKey("new")))).contains(app);
        assertThat(join(apps.byId(new AppId("2")))).isEmpty();
        assertThat(join(apps.byKey(new AppKey("other")))).isEmpty();
    }

    @Test
    void everySettingOfAnAppIsKept() {
        Store one = node();
        Store two = node();
        var limits = new Limits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Duration.ofMillis(1_500));
        App app = App.builder(new AppId("a_B-1"), List.of(new Credential(new AppKey("k"), "s \"é\" 😀")))
                .enabled(false)
                .sslOnly(true)
                .maxConnections(100)
                .clientEvents(true)
                .subscriptionCount(true)
                .watchlistEvents(true)
                .authorizedConnections(true)
                .authorizationTimeout(Duration.ofMillis(2_500))
                .origins(new Origins(List.of("https://shop.example", "https://*.shop.example")))
                .tokenKeys(List.of(new TokenKey("k".repeat(32)), new TokenKey("l".repeat(40))))
                .limits(limits)
                .build();

        join(one.apps().put(app));

        await().atMost(CHANGE_IS_SEEN_WITHIN)
                .untilAsserted(() -> assertThat(join(two.apps().byKey(new AppKey("k")))).contains(app));
    }

    @Test
    void allAppsComeInTheOrderOfTheirIds() {
        AppRegistry apps = node().apps();
        for (String id : List.of("b", "a", "10", "9")) {
            join(apps.put(app(id, "key-" + id)));
        }

        assertThat(join(apps.all())).extracting(app -> app.id().value()).containsExactly("10", "9", "a", "b");
    }

    @Test
    void aReplacedAppIsNoLongerFoundByKeysItLost() {
        AppRegistry apps = node().apps();
        join(apps.put(app("1", "old", "kept")));
        App replacement = app("1", "kept", "new");

        join(apps.put(replacement));

        assertThat(join(apps.all())).containsExactly(replacement);
        assertThat(join(apps.byKey(new AppKey("old")))).isEmpty();
        assertThat(join(apps.byKey(new AppKey("kept")))).contains(replacement);
        assertThat(join(apps.byKey(new AppKey("new")))).contains(replacement);
    }

    @Test
    void anAppThatTakesTheKeyOfAnotherIsRefusedAndNothingChanges() {
        AppRegistry apps = node().apps();
        App first = app("1", "mine");
        App second = app("2", "theirs");
        join(apps.put(first));
        join(apps.put(second));

        Throwable refusal = failure(apps.put(app("2", "theirs", "mine")));

        assertThat(refusal).isInstanceOf(StoreException.class)
                .isNotInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("mine")
                .hasMessageNotContaining("secret of");
        assertThat(join(apps.all())).containsExactly(first, second);
        assertThat(join(apps.byKey(new AppKey("mine")))).contains(first);
    }

    @Test
    void aKeyThatAnAppGaveUpIsFreeForAnother() {
        AppRegistry apps = node().apps();
        join(apps.put(app("1", "shared", "own")));
        join(apps.put(app("1", "own")));
        App heir = app("2", "shared");

        join(apps.put(heir));

        assertThat(join(apps.byKey(new AppKey("shared")))).contains(heir);
    }

    @Test
    void aChangeIsSeenByEveryNodeWithinASecond() {
        Store one = node();
        Store two = node();
        Store three = node();
        join(one.apps().put(app("1", "key")));
        App changed = app("1", "other-key");

        join(two.apps().put(changed));

        for (Store node : List.of(one, two, three)) {
            await().atMost(CHANGE_IS_SEEN_WITHIN)
                    .untilAsserted(() -> assertThat(join(node.apps().all())).containsExactly(changed));
        }
    }

    @Test
    void aNodeThatStartsLaterKnowsTheApps() {
        App app = app("1", "key");
        join(node().apps().put(app));

        assertThat(join(node().apps().all())).containsExactly(app);
    }

    @Test
    void readsCompleteAtOnce() {
        AppRegistry apps = node().apps();
        join(apps.put(app("1", "key")));

        assertThat(apps.byKey(new AppKey("key")).toCompletableFuture()).isCompleted();
        assertThat(apps.byId(new AppId("1")).toCompletableFuture()).isCompleted();
        assertThat(apps.all().toCompletableFuture()).isCompleted();
    }
}
