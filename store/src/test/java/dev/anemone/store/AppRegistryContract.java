package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.Limits;
import dev.anemone.model.Origins;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [AppRegistry] promises.
public abstract class AppRegistryContract extends StoreContract {
    private static final Duration CHANGE_IS_SEEN_WITHIN = Duration.ofSeconds(1);
    /// RFC 8410, §10.1.
    private static final String PEM = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

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
                .compression(false)
                .authorizedConnections(true)
                .authorizationTimeout(Duration.ofMillis(2_500))
                .origins(new Origins(List.of("https://shop.example", "https://*.shop.example")))
                .tokenTrust(new TokenTrust(List.of(new TokenKey("k".repeat(32)), new TokenKey("l".repeat(40))),
                        List.of(TokenPublicKey.ofPem(PEM)), Optional.of(URI.create("https://login.example/keys")),
                        Optional.of("https://login.example/"), Optional.of("shop")))
                .encryptionMasterKey(Optional
                        .of(EncryptionMasterKey.ofBase64("ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=")))
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
    void aRemovedAppIsGoneForEveryNodeWithinASecondAndItsKeysAreFree() {
        Store one = node();
        Store two = node();
        join(one.apps().put(app("1", "key")));
        App other = app("2", "other-key");
        join(one.apps().put(other));

        assertThat(join(two.apps().remove(new AppId("1")))).isTrue();

        for (Store node : List.of(one, two)) {
            await().atMost(CHANGE_IS_SEEN_WITHIN)
                    .untilAsserted(() -> assertThat(join(node.apps().all())).containsExactly(other));
            assertThat(join(node.apps().byKey(new AppKey("key")))).isEmpty();
        }
        assertThat(join(node().apps().all())).containsExactly(other);
        App heir = app("3", "key");
        join(one.apps().put(heir));
        assertThat(join(one.apps().byKey(new AppKey("key")))).contains(heir);
    }

    @Test
    void whatIsNotThereIsNotRemoved() {
        AppRegistry apps = node().apps();
        join(apps.put(app("1", "key")));

        assertThat(join(apps.remove(new AppId("2")))).isFalse();
        assertThat(join(apps.remove(new AppId("1")))).isTrue();
        assertThat(join(apps.remove(new AppId("1")))).isFalse();
    }

    @Test
    void aRemovedAppCanBePutAgain() {
        AppRegistry apps = node().apps();
        App app = app("1", "key");
        join(apps.put(app));
        join(apps.remove(new AppId("1")));

        join(apps.put(app));

        assertThat(join(apps.all())).containsExactly(app);
    }

    @Test
    void twoCredentialsOfAnAppAreLiveAtOnceWhileItsKeyIsRotated() {
        Store one = node();
        Store two = node();
        join(one.apps().put(app("1", "old")));
        var added = new Credential(new AppKey("new"), "secret of new");

        App rotated = join(two.apps().change(new AppId("1"), app -> app.toBuilder()
                .credentials(List.of(app.primaryCredential(), added)).build()));

        assertThat(rotated).isEqualTo(app("1", "old", "new"));
        for (String key : List.of("old", "new")) {
            await().atMost(CHANGE_IS_SEEN_WITHIN)
                    .untilAsserted(() -> assertThat(join(one.apps().byKey(new AppKey(key)))).contains(rotated));
        }
    }

    @Test
    void changesMadeAtOnceAreAllKept() {
        Store one = node();
        Store two = node();
        join(one.apps().put(app("1", "key")));

        var changes = Stream.iterate(1, n -> n + 1).limit(20)
                .map(n -> (n % 2 == 0 ? one : two).apps().change(new AppId("1"), app -> app.toBuilder()
                        .credentials(Stream.concat(app.credentials().stream(),
                                Stream.of(new Credential(new AppKey("key-" + n), "s"))).toList())
                        .build()))
                .toList();
        changes.forEach(StoreContract::join);

        assertThat(join(node().apps().all()).getFirst().credentials()).hasSize(21).doesNotHaveDuplicates();
    }

    @Test
    void changesOfWhatIsNotThereAndOnesThatAreRefusedChangeNothing() {
        AppRegistry apps = node().apps();
        App app = app("1", "key");
        join(apps.put(app));
        join(apps.put(app("2", "theirs")));
        join(apps.put(app("3", "gone")));
        join(apps.remove(new AppId("3")));

        for (String missing : List.of("3", "4")) {
            assertThat(failure(apps.change(new AppId(missing), found -> found))).isInstanceOf(StoreException.class)
                    .isNotInstanceOf(StoreUnavailableException.class)
                    .hasMessage("There is no app " + missing + ".");
        }
        assertThat(failure(apps.change(new AppId("1"), _ -> {
            throw new IllegalArgumentException("no");
        }))).isInstanceOf(IllegalArgumentException.class).hasMessage("no");
        assertThat(failure(apps.change(new AppId("1"), _ -> app("1", "theirs")))).isInstanceOf(StoreException.class)
                .hasMessageContaining("theirs");
        assertThat(join(apps.byId(new AppId("1")))).contains(app);
    }

    @Test
    void whoListensHearsOfEveryChangeWhenReadsShowIt() {
        Store one = node();
        Store two = node();
        var shown = new ConcurrentLinkedQueue<List<App>>();
        two.apps().listen(() -> shown.add(join(two.apps().all())));

        join(one.apps().put(app("1", "key")));
        await().atMost(CHANGE_IS_SEEN_WITHIN).until(() -> shown.contains(List.of(app("1", "key"))));
        join(one.apps().change(new AppId("1"), app -> app.toBuilder().enabled(false).build()));
        await().atMost(CHANGE_IS_SEEN_WITHIN)
                .until(() -> shown.contains(List.of(app("1", "key").toBuilder().enabled(false).build())));
        join(one.apps().remove(new AppId("1")));
        await().atMost(CHANGE_IS_SEEN_WITHIN).until(() -> shown.contains(List.<App>of()));
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
