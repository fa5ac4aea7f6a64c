package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Admission.Decision;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.Revoker;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The end of the entrance, over a registry that has to ask elsewhere.
class EntranceTest {
    private final FakeLoop loop = new FakeLoop();
    private final MemoryStore store = MemoryStore.create(List.of(Apps.OPEN));
    private final SlowRegistry registry = new SlowRegistry(store.apps());
    private final ConnectionQuota quota = new ConnectionQuota(1_000, store.connections());
    private final Hub hub = Hub.listeningTo(store.broker(), store.occupancy(),
            new CountPacing(100, Duration.ofSeconds(5)), 1 << 20);
    private final Entrance entrance = new Entrance(GatewayConfig.DEFAULTS, store, hub,
            UserDirectory.listeningTo(store.users()), Tokens.access(store, InstantSource.system()),
            Revoker.listeningTo(store.revocations(), hub, Runnable::run), InstantSource.system(),
            new Admission(registry, store::problems, quota), new Counters(), new SplittableRandom(1));
    private final List<Decision> decisions = new ArrayList<>();

    /// Answers by key only when told to.
    private record SlowRegistry(AppRegistry apps, CompletableFuture<Void> patience) implements AppRegistry {
        SlowRegistry(AppRegistry apps) {
            this(apps, new CompletableFuture<>());
        }

        @Override
        public CompletionStage<Optional<App>> byKey(AppKey key) {
            return patience.thenCompose(_ -> apps.byKey(key));
        }

        @Override
        public CompletionStage<Optional<App>> byId(AppId id) {
            return apps.byId(id);
        }

        @Override
        public CompletionStage<List<App>> all() {
            return apps.all();
        }

        @Override
        public CompletionStage<Void> put(App app) {
            return apps.put(app);
        }

        @Override
        public CompletionStage<App> change(AppId id, UnaryOperator<App> change) {
            return apps.change(id, change);
        }

        @Override
        public CompletionStage<Boolean> remove(AppId id) {
            return apps.remove(id);
        }

        @Override
        public void listen(Runnable listener) {
            apps.listen(listener);
        }
    }

    private void come(String key) {
        entrance.admit(new HandshakeRequest("/app/" + key, Map.of("protocol", "7"), Optional.empty(), false), loop,
                decisions::add);
    }

    private void registryAnswers() {
        registry.patience.complete(null);
        loop.run();
    }

    @Test
    void whoIsAdmittedStaysUntilTheNodeStops() {
        come(Apps.CREDENTIAL.key().value());
        registryAnswers();

        assertThat(decisions).singleElement().isInstanceOf(Decision.Admitted.class);
        assertThat(quota.open()).isEqualTo(1);
    }

    @Test
    void whoIsOnTheWayInWhenTheNodeStopsIsSentAwayAsAllOthers() {
        come(Apps.CREDENTIAL.key().value());
        entrance.drain();
        loop.run();
        assertThat(decisions).isEmpty();
        registryAnswers();

        assertThat(decisions)
                .containsExactly(new Decision.Refused(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason()));
        assertThat(quota.open()).as("places taken").isZero();
    }

    @Test
    void whoWouldNotHaveBeenAdmittedHearsWhy() {
        come("unknown");
        entrance.drain();
        registryAnswers();

        assertThat(decisions)
                .containsExactly(new Decision.Refused(CloseCode.UNKNOWN_APP, CloseCode.UNKNOWN_APP.reason()));
    }

    @Test
    void whoComesToANodeThatStopsIsNotToComeBackAtOnce() {
        entrance.drain();
        come(Apps.CREDENTIAL.key().value());

        assertThat(decisions).containsExactly(
                new Decision.Refused(CloseCode.OVER_CAPACITY, "This node is stopping. Reconnect in a moment."));
    }
}
