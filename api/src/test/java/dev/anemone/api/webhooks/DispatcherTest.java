package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.anemone.api.Apps;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.LifecycleLog.Entry;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import dev.anemone.store.WebhookRules;
import dev.anemone.store.memory.MemoryStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final URI URL = URI.create("https://backend.example/hooks");
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Webhook EVERYTHING = new Webhook(URL, EnumSet.allOf(WebhookEvent.class), "", "", true);

    private final FakeScheduler scheduler = new FakeScheduler();
    private final MemoryStore store = MemoryStore.create(Apps.all(), WebhookRules.DEFAULTS, scheduler);
    private final AtomicInteger wakes = new AtomicInteger();
    private final Dispatcher dispatcher = dispatcher(store.webhookQueue());

    private Dispatcher dispatcher(WebhookQueue queue) {
        return new Dispatcher(store.apps(), queue, WebhookConfig.DEFAULTS, scheduler, wakes::incrementAndGet);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void configure(boolean batching, Webhook... webhooks) {
        App app = Apps.APP.toBuilder().webhooks(List.of(webhooks)).webhookBatching(batching).build();
        store.apps().put(app).toCompletableFuture().join();
    }

    private static Entry entry(int number, LifecycleEvent event) {
        return new Entry("id-" + number, AT.plusMillis(number), event);
    }

    private static Entry occupied(int number) {
        return entry(number, new Occupied(Apps.channel("channel-" + number)));
    }

    private CompletionStage<Void> read(Entry... entries) {
        CompletionStage<Void> done = dispatcher.read(List.of(entries));
        scheduler.run();
        return done;
    }

    /// Oldest first.
    private List<Delivery> queued() {
        return store.webhookQueue().list(Apps.APP.id(), Optional.empty(), Optional.empty(), 1_000)
                .toCompletableFuture().join().reversed();
    }

    @Test
    void withoutBatchingEachEventIsADeliveryOfItsOwn() {
        configure(false, EVERYTHING);

        assertThat(read(occupied(1), occupied(2))).isCompleted();

        assertThat(queued()).extracting(Delivery::body).containsExactly(
                "{\"time_ms\":1700000000001,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"channel-1\"}]}",
                "{\"time_ms\":1700000000002,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"channel-2\"}]}");
        assertThat(queued().getFirst()).satisfies(delivery -> {
            assertThat(delivery.app()).isEqualTo(Apps.APP.id());
            assertThat(delivery.url()).isEqualTo(URL);
            assertThat(delivery.fromOperator()).isTrue();
            assertThat(delivery.created()).isEqualTo(AT.plusMillis(1));
            assertThat(delivery.state()).isEqualTo(State.WAITING);
            assertThat(delivery.attempts()).isZero();
        });
        assertThat(wakes).hasValue(2);
    }

    @Test
    void batchesDoNotWaitWhenMuchIsInHand() {
        configure(true, EVERYTHING);
        Entry[] many = IntStream.rangeClosed(1, Dispatcher.MAX_IN_HAND).mapToObj(DispatcherTest::occupied)
                .toArray(Entry[]::new);

        CompletionStage<Void> first = read(many);
        assertThat(first.toCompletableFuture()).isNotDone();
        CompletionStage<Void> second = read(occupied(many.length + 1));

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(queued()).flatMap(delivery -> WebhookBody.eventNames(delivery.body())).hasSize(many.length + 1);
    }

    @Test
    void anEndpointHearsOnlyWhatItWants() {
        URI other = URI.create("https://backend.example/other");
        configure(false,
                new Webhook(URL, Set.of(WebhookEvent.CHANNEL_OCCUPIED), "", "", true),
                new Webhook(other, Set.of(WebhookEvent.CHANNEL_OCCUPIED, WebhookEvent.CACHE_MISS), "cache-", "-eu",
                        false));

        assertThat(read(entry(1, new Occupied(Apps.channel("cache-news-eu"))),
                entry(2, new CacheMissed(Apps.channel("cache-news-eu"))),
                entry(3, new CacheMissed(Apps.channel("cache-news-us"))),
                entry(4, new Vacated(Apps.channel("cache-news-eu"))))).isCompleted();

        assertThat(queued()).extracting(Delivery::url, delivery -> WebhookBody.eventNames(delivery.body()),
                Delivery::fromOperator).containsExactlyInAnyOrder(
                        tuple(URL, List.of("channel_occupied"), true),
                        tuple(other, List.of("channel_occupied"), false),
                        tuple(other, List.of("cache_miss"), false));
    }

    @Test
    void twoFiltersOfOneAddressAreToldApart() {
        configure(false, new Webhook(URL, Set.of(WebhookEvent.CHANNEL_OCCUPIED), "c", "", true),
                new Webhook(URL, Set.of(WebhookEvent.CHANNEL_OCCUPIED), "", "1", true));

        read(occupied(1));

        assertThat(queued()).hasSize(2).extracting(Delivery::id).doesNotHaveDuplicates();
    }

    @Test
    void withBatchingWhatHappensInTheWindowTravelsTogetherInOrder() {
        configure(true, EVERYTHING);
        CompletionStage<Void> first = read(occupied(1));
        scheduler.pass(WebhookConfig.DEFAULTS.batchWindow().minusMillis(1));
        CompletionStage<Void> second = read(occupied(2), occupied(3));

        assertThat(queued()).isEmpty();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        scheduler.pass(Duration.ofMillis(1));

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(queued()).singleElement().extracting(Delivery::body).isEqualTo(
                "{\"time_ms\":1700000000001,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"channel-1\"},"
                        + "{\"name\":\"channel_occupied\",\"channel\":\"channel-2\"},"
                        + "{\"name\":\"channel_occupied\",\"channel\":\"channel-3\"}]}");
    }

    @Test
    void aFullBatchDoesNotWait() {
        configure(true, EVERYTHING);
        int max = WebhookConfig.DEFAULTS.maxBatchEvents();
        Entry[] entries = IntStream.rangeClosed(1_001, 1_001 + max).mapToObj(DispatcherTest::occupied)
                .toArray(Entry[]::new);

        assertThat(read(entries)).isNotDone();

        assertThat(queued()).singleElement()
                .satisfies(full -> assertThat(WebhookBody.eventNames(full.body())).hasSize(max));
        scheduler.pass(WebhookConfig.DEFAULTS.batchWindow());
        assertThat(queued()).hasSize(2).last()
                .satisfies(rest -> assertThat(WebhookBody.eventNames(rest.body())).hasSize(1));
    }

    @Test
    void aFlushWaitsForNoBatch() {
        configure(true, EVERYTHING);
        CompletionStage<Void> done = read(occupied(1));

        dispatcher.flush();

        assertThat(done).isCompleted();
        assertThat(queued()).hasSize(1);
    }

    @Test
    void whatIsReadAgainIsNotToldTwice() {
        configure(false, EVERYTHING);
        read(occupied(1), occupied(2));
        List<Delivery> once = queued();

        read(occupied(1), occupied(2));

        assertThat(queued()).isEqualTo(once);
    }

    @Test
    void idsSortByAge() {
        configure(false, EVERYTHING);

        read(entry(2, new Occupied(Apps.channel("b"))), entry(1, new Occupied(Apps.channel("a"))));

        assertThat(queued()).extracting(Delivery::id).isSorted().first().asString().startsWith("id-1-");
    }

    @Test
    void anEntryIsNotDealtWithBeforeItsDeliveriesAreInTheQueue() {
        configure(false, EVERYTHING);
        var queue = new StallingQueue();
        CompletionStage<Void> done = dispatcher(queue).read(List.of(occupied(1)));
        scheduler.run();

        assertThat(done).isNotDone();
        queue.added.complete(null);

        assertThat(done).isCompleted();
    }

    @Test
    void whatCannotBeQueuedIsReadAgain() {
        configure(false, EVERYTHING);
        var queue = new StallingQueue();
        CompletionStage<Void> done = dispatcher(queue).read(List.of(occupied(1)));
        scheduler.run();

        queue.added.completeExceptionally(new StoreUnavailableException("Redis is away.", new Exception()));

        assertThat(done).isCompletedExceptionally();
    }

    @Test
    void anAppThatIsGoneIsNotTold() {
        var gone = new ChannelKey(new AppId("gone"),
                new ChannelName("a"));

        assertThat(read(entry(1, new Occupied(gone)))).isCompleted();
    }

    /// A queue that takes its time to add.
    private static final class StallingQueue implements WebhookQueue {
        private final CompletableFuture<Void> added = new CompletableFuture<>();

        @Override
        public CompletionStage<Void> add(List<Delivery> deliveries) {
            return added;
        }

        @Override
        public CompletionStage<List<Delivery>> take(int max, Duration lease) {
            throw new AssertionError("Not the dispatcher's business");
        }

        @Override
        public CompletionStage<Void> record(Delivery delivery) {
            throw new AssertionError("Not the dispatcher's business");
        }

        @Override
        public CompletionStage<List<Delivery>> list(AppId app, Optional<State> state,
                Optional<String> before, int limit) {
            throw new AssertionError("Not the dispatcher's business");
        }

        @Override
        public CompletionStage<Optional<Delivery>> replay(AppId app, String id) {
            throw new AssertionError("Not the dispatcher's business");
        }

        @Override
        public CompletionStage<Backlog> backlog() {
            throw new AssertionError("Not the dispatcher's business");
        }

        @Override
        public long givenUp() {
            throw new AssertionError("Not the dispatcher's business");
        }
    }
}
