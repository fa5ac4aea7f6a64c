package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.session.ConnectionQuota.Entry;
import dev.anemone.gateway.session.ConnectionQuota.Place;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.store.Crowd;
import dev.anemone.store.memory.MemoryStore;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ConnectionQuotaTest {
    private static App app(String id, int maxConnections) {
        return Apps.app(id, new Credential(new AppKey(id), "s"), true, false, maxConnections, false);
    }

    private static ConnectionQuota quota(int capacity) {
        return new ConnectionQuota(capacity, MemoryStore.create(List.of()).connections());
    }

    private static Optional<Place> enter(ConnectionQuota quota, App app) {
        return quota.enter(app) instanceof Entry.In(var place) ? Optional.of(place) : Optional.empty();
    }

    @Test
    void thereIsRoomUpToTheMaximumOfTheApp() {
        var quota = quota(10);
        App app = app("a", 2);
        Place first = enter(quota, app).orElseThrow();
        quota.enter(app);

        assertThat(quota.enter(app)).isInstanceOf(Entry.AppFull.class);
        first.leave();
        assertThat(quota.enter(app)).isInstanceOf(Entry.In.class);
        assertThat(quota.enter(app)).isInstanceOf(Entry.AppFull.class);
    }

    @Test
    void thereIsRoomUpToTheCapacityOfTheNode() {
        var quota = quota(2);
        Place first = enter(quota, app("a", App.UNLIMITED)).orElseThrow();
        quota.enter(app("b", App.UNLIMITED));

        assertThat(quota.enter(app("a", App.UNLIMITED))).isInstanceOf(Entry.NodeFull.class);
        first.leave();
        assertThat(quota.enter(app("c", App.UNLIMITED))).isInstanceOf(Entry.In.class);
    }

    @Test
    void aFullNodeIsSaidBeforeAFullApp() {
        var quota = quota(1);
        App app = app("a", 1);
        quota.enter(app);

        assertThat(quota.enter(app)).isInstanceOf(Entry.NodeFull.class);
    }

    @Test
    void anAppMayAllowNobody() {
        var quota = quota(1);

        assertThat(quota.enter(app("a", 0))).isInstanceOf(Entry.AppFull.class);
        assertThat(quota.open()).isZero();
        assertThat(quota.openByApp()).isEmpty();
    }

    @Test
    void theMaximumIsThatOfAllNodes() {
        var here = MemoryStore.create(List.of());
        var quota = new ConnectionQuota(10, here.connections());
        var other = new ConnectionQuota(10, here.anotherNode().connections());
        App app = app("a", 3);
        Place first = enter(quota, app).orElseThrow();
        var _ = enter(other, app).orElseThrow();
        var _ = enter(quota, app).orElseThrow();

        assertThat(quota.enter(app)).isInstanceOf(Entry.AppFull.class);
        assertThat(other.enter(app)).isInstanceOf(Entry.AppFull.class);
        assertThat(other.openByApp()).isEqualTo(Map.of(app.id(), 1));
        first.leave();
        assertThat(other.enter(app)).isInstanceOf(Entry.In.class);
    }

    @Test
    void whoIsAuthorizedLaterCountsOverAllNodesThen() {
        var here = MemoryStore.create(List.of());
        var quota = new ConnectionQuota(10, here.connections());
        var other = new ConnectionQuota(10, here.anotherNode().connections());
        App app = app("a", 1).toBuilder().authorizedConnections(true).build();
        Place first = enter(quota, app).orElseThrow();
        Place second = enter(other, app).orElseThrow();

        assertThat(first.count(app)).isTrue();
        assertThat(second.count(app)).isFalse();
        first.leave();
        assertThat(second.count(app)).isTrue();
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        var quota = quota(10);
        Place place = enter(quota, app("a", 5)).orElseThrow();
        quota.enter(app("a", 5));
        quota.enter(app("b", 5));
        assertThat(quota.open()).isEqualTo(3);
        assertThat(quota.openByApp()).isEqualTo(Map.of(app("a", 5).id(), 2, app("b", 5).id(), 1));

        place.leave();
        place.leave();

        assertThat(quota.open()).isEqualTo(2);
        assertThat(quota.openByApp()).isEqualTo(Map.of(app("a", 5).id(), 1, app("b", 5).id(), 1));
    }

    @RepeatedTest(5)
    void theMaximumIsExactHoweverManyComeAtOnce() {
        var quota = quota(1_000);
        App app = app("a", 77);
        var in = new AtomicInteger();

        Crowd.run(4, _ -> {
            for (int i = 0; i < 500; i++) {
                if (quota.enter(app) instanceof Entry.In) {
                    in.incrementAndGet();
                }
            }
        });

        assertThat(in).hasValue(77);
        assertThat(quota.open()).isEqualTo(77);
    }

    /// Of `capacity` places all but one are taken for good, and the last goes from hand to hand between two threads that
    /// each leave before the other enters. Others who are refused meanwhile must not cost them their place.
    @RepeatedTest(5)
    void whoIsRefusedNeverTakesTheRoomOfAnother() {
        var quota = quota(1);
        App app = app("a", App.UNLIMITED);
        App full = app("full", 0);
        var refused = new AtomicInteger();

        Crowd.run(4, number -> {
            for (int i = 0; i < 20_000; i++) {
                if (number == 0) {
                    enter(quota, app).ifPresentOrElse(Place::leave, refused::incrementAndGet);
                } else {
                    quota.enter(full);
                }
            }
        });

        assertThat(refused).hasValue(0);
    }

    /// 4 threads × 20,000 random entries and exits: neither bound is ever passed, and all returns to zero.
    @Test
    void countsAreExactAfterAnyHistory() {
        var quota = quota(20);
        App[] apps = {app("a", 5), app("b", 10), app("c", App.UNLIMITED)};

        Crowd.run(4, number -> {
            var random = new SplittableRandom(number);
            var places = new ArrayDeque<Place>();
            for (int i = 0; i < 20_000; i++) {
                if (random.nextBoolean()) {
                    enter(quota, apps[random.nextInt(apps.length)]).ifPresent(places::add);
                } else if (!places.isEmpty()) {
                    places.remove().leave();
                }
                Map<?, Integer> byApp = quota.openByApp();
                assertThat(byApp.getOrDefault(apps[0].id(), 0)).isBetween(0, 5);
                assertThat(byApp.getOrDefault(apps[1].id(), 0)).isBetween(0, 10);
                assertThat(quota.open()).isBetween(0, 20);
            }
            places.forEach(Place::leave);
        });

        assertThat(quota.open()).isZero();
        assertThat(quota.openByApp()).isEmpty();
    }
}
