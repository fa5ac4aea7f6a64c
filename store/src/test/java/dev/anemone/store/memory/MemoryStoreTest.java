package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.WebhookRules;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final ChannelKey ROOM = new ChannelKey(new AppId("1"), new ChannelName("presence-room"));

    private static App app(String id, String key) {
        return App.builder(new AppId(id), List.of(new Credential(new AppKey(key), "secret"))).build();
    }

    @Test
    void configuredAppsAreKnownFromTheStart() {
        App app = app("1", "key");

        var store = MemoryStore.create(List.of(app));

        assertThat(store.apps().byKey(new AppKey("key")))
                .isCompletedWithValueMatching(found -> found.get().equals(app));
        assertThat(store.anotherNode().apps().all()).isCompletedWithValue(List.of(app));
    }

    @Test
    void appsThatShareAnIdOrAKeyAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryStore.create(List.of(app("1", "a"), app("1", "b"))))
                .withMessage("App 1 is given twice.");
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryStore.create(List.of(app("1", "a"), app("2", "a"))))
                .withMessage("Key a belongs to app 1 and to app 2. Each key needs to be unique.");
    }

    @Test
    void aClosedNodeHearsNothingMore() {
        var store = MemoryStore.create(List.of());
        var inbox = RecordingListener.on(store);
        store.broker().subscribe(ROOM);

        store.close();
        store.anotherNode().broker().publish(List.of(publication(ROOM)));

        assertThat(inbox.heard()).isEmpty();
    }

    @Test
    void theSchedulerClosesWithTheLastNode() {
        var time = new FakeScheduler();
        var one = MemoryStore.create(List.of(), WebhookRules.DEFAULTS, time);
        var two = one.anotherNode();

        one.close();
        one.close();
        assertThat(time.closed()).isFalse();
        two.close();
        assertThat(time.closed()).isTrue();
    }

    @Test
    void memoryNeverFails() {
        var store = MemoryStore.create(List.of());

        assertThat(store.problems()).isEmpty();
    }

    @Test
    void theEmbeddedStoreWorksWithoutAnyDriverOnTheClassPath() throws Exception {
        URL[] ownClasses = {MemoryStore.class.getProtectionDomain().getCodeSource().getLocation()};
        try (var loader = new URLClassLoader(ownClasses, ClassLoader.getPlatformClassLoader())) {
            Class<?> store = loader.loadClass(MemoryStore.class.getName());

            Object node = store.getMethod("create", List.class).invoke(null, List.of());

            assertThat(store.getMethod("broker").invoke(node)).isNotNull();
            assertThat(store.getMethod("problems").invoke(node)).isEqualTo(List.of());
        }
    }

    @Test
    void nothingIsKeptOfChannelsThatEmptied() {
        var store = MemoryStore.create(List.of());
        store.broker().listen(_ -> {});
        var channels = new ArrayList<WeakReference<ChannelKey>>();

        for (int i = 0; i < 1_000; i++) {
            var channel = new ChannelKey(new AppId("app-" + i % 10), new ChannelName("presence-" + i));
            live(store, channel);
            channels.add(new WeakReference<>(channel));
        }

        await().untilAsserted(() -> {
            System.gc();
            assertThat(channels).allMatch(channel -> channel.get() == null);
        });
        assertThat(store.broker()).isNotNull(); // Reachable to the end: it is the store that forgot.
    }

    private static void live(MemoryStore store, ChannelKey channel) {
        var socket = new SocketId("1.1");
        store.broker().subscribe(channel);
        store.occupancy().report(channel, 2);
        store.presence().join(channel, socket, new Member(new UserId("ann"), Member.NO_INFO), 10);
        store.broker().publish(List.of(publication(channel)));
        store.presence().leave(channel, socket);
        store.occupancy().report(channel, 0);
        store.broker().unsubscribe(channel);
    }

    private static Publication publication(ChannelKey channel) {
        return new Publication(channel, new EventName("event"), EventData.EMPTY_OBJECT);
    }
}
