package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.AppId;
import dev.anemone.store.WebhookQueue.Backlog;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [WebhookQueue] promises.
public abstract class WebhookQueueContract extends StoreContract {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00Z");
    private static final Optional<State> ANY = Optional.empty();
    private static final Optional<String> NEWEST = Optional.empty();

    /// A node like [#newNode], of a store with these rules. The first call of a test decides them.
    protected abstract Store newNode(WebhookRules rules);

    @Override
    protected final Store newNode() {
        return newNode(WebhookRules.DEFAULTS);
    }

    private static WebhookRules bounded(int maxWaiting, int maxFinished, Duration keepFinished) {
        WebhookRules rules = WebhookRules.DEFAULTS;
        return new WebhookRules(rules.grace(), rules.unpacedSubscriptionCount(), rules.subscriptionCountInterval(),
                rules.cacheMissInterval(), rules.maxWaitingEvents(), maxWaiting, maxFinished, keepFinished,
                rules.maxBytes());
    }

    /// For an endpoint of its own.
    private static Delivery delivery(AppId app, String id, Instant due) {
        return delivery(app, "https://backend.example/hooks?id=" + id, id, due);
    }

    private static Delivery delivery(AppId app, String url, String id, Instant due) {
        return new Delivery(id, app, URI.create(url), "{\"time_ms\":1,\"é\":\"\\n\"}", true, PAST.minusSeconds(5),
                State.WAITING, due, 0, "");
    }

    /// Due, and for the same endpoint as all of these.
    private static Delivery dueInLine(String id) {
        return delivery(APP, "https://backend.example/line", id, PAST.minusSeconds(1));
    }

    private static Delivery due(String id) {
        return delivery(APP, id, PAST.minusSeconds(1));
    }

    private static Delivery after(Delivery delivery, State state, Instant due, String outcome) {
        return new Delivery(delivery.id(), delivery.app(), delivery.url(), delivery.body(), delivery.fromOperator(),
                delivery.created(), state, due, delivery.attempts() + 1, outcome);
    }

    private static Delivery delivered(Delivery delivery) {
        return after(delivery, State.DELIVERED, delivery.due(), "200 OK");
    }

    private static List<String> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::id).toList();
    }

    @Test
    void whatIsDueCanBeTakenOnAnyNodeAsItWasAdded() {
        Store one = node();
        Store two = node();

        join(one.webhookQueue().add(List.of(due("1"))));

        assertThat(join(two.webhookQueue().take(10, LEASE))).containsExactly(due("1"));
    }

    @Test
    void whatIsDueFirstComesFirstAndWhatIsNotDueNotAtAll() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(delivery(APP, "1", PAST.minusSeconds(1)), delivery(APP, "2", FUTURE),
                delivery(OTHER_APP, "3", PAST.minusSeconds(3)), delivery(APP, "4", PAST.minusSeconds(2)))));

        assertThat(ids(join(queue.take(2, LEASE)))).containsExactly("3", "4");
        assertThat(ids(join(queue.take(2, LEASE)))).containsExactly("1");
        assertThat(join(queue.take(2, LEASE))).isEmpty();
    }

    @Test
    void anEndpointIsToldOneThingAtATimeByAllNodesTogether() {
        Store one = node();
        Store two = node();
        join(one.webhookQueue().add(List.of(dueInLine("1"), dueInLine("2"), dueInLine("3"), due("4"),
                delivery(OTHER_APP, "https://backend.example/line", "5", PAST))));

        List<Delivery> taken = join(one.webhookQueue().take(10, LEASE));
        assertThat(ids(taken)).containsExactlyInAnyOrder("1", "4", "5");
        assertThat(join(two.webhookQueue().take(10, LEASE))).isEmpty();

        join(one.webhookQueue().record(delivered(dueInLine("1"))));
        assertThat(ids(join(two.webhookQueue().take(10, LEASE)))).containsExactly("2");
    }

    @Test
    void anEndpointIsToldOtherThingsWhileOneWaitsForItsNextAttempt() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(dueInLine("1"), dueInLine("2"))));

        join(queue.record(after(join(queue.take(10, LEASE)).getFirst(), State.WAITING, FUTURE, "500")));

        assertThat(ids(join(queue.take(10, LEASE)))).containsExactly("2");
    }

    @Test
    void whatANodeDroppedIsAheadOfWhatCameLater() {
        Store one = node();
        Store two = node();
        join(one.webhookQueue().add(List.of(dueInLine("1"))));
        join(one.webhookQueue().take(10, Duration.ofMillis(1)));
        join(one.webhookQueue().add(List.of(dueInLine("2"))));

        List<Delivery> again = await().until(() -> join(two.webhookQueue().take(10, LEASE)),
                taken -> !taken.isEmpty());

        assertThat(ids(again)).containsExactly("1");
    }

    @Test
    void theBacklogIsWhatWaitsNow() {
        WebhookQueue queue = node().webhookQueue();
        assertThat(join(queue.backlog())).isEqualTo(Backlog.NONE);
        join(queue.add(List.of(due("1"), dueInLine("2"), delivery(OTHER_APP, "3", FUTURE))));

        assertThat(join(queue.backlog())).isEqualTo(new Backlog(3, Optional.of(PAST.minusSeconds(5))));
        for (Delivery taken : join(queue.take(10, LEASE))) {
            join(queue.record(delivered(taken)));
        }
        assertThat(join(queue.backlog()).waiting()).isEqualTo(1);
    }

    @Test
    void aDeliveryOfAKnownIdIsLeftAsItIs() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(due("1"))));
        join(queue.record(delivered(join(queue.take(1, LEASE)).getFirst())));

        join(queue.add(List.of(due("1"))));

        assertThat(join(queue.take(1, LEASE))).isEmpty();
        assertThat(join(queue.list(APP, ANY, NEWEST, 10))).containsExactly(delivered(due("1")));
    }

    @Test
    void whatIsNotRecordedInItsLeaseCanBeTakenAgain() {
        Store one = node();
        Store two = node();
        join(one.webhookQueue().add(List.of(due("1"), due("2"))));
        join(one.webhookQueue().take(1, LEASE));
        join(one.webhookQueue().take(1, Duration.ofMillis(1)));

        List<Delivery> again = await().until(() -> join(two.webhookQueue().take(10, LEASE)),
                taken -> !taken.isEmpty());

        assertThat(again).containsExactly(due("2"));
    }

    @Test
    void aFailedAttemptWaitsForItsNextTurn() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(due("1"), due("2"))));
        List<Delivery> taken = join(queue.take(2, LEASE));
        Delivery soon = after(taken.get(0), State.WAITING, PAST, "500");
        Delivery late = after(taken.get(1), State.WAITING, FUTURE, "500");

        join(queue.record(soon));
        join(queue.record(late));

        assertThat(join(queue.take(10, LEASE))).containsExactly(soon);
        assertThat(join(queue.list(APP, Optional.of(State.WAITING), NEWEST, 10))).containsExactly(late, soon);
    }

    @Test
    void whatIsFinishedIsNotTakenAgainAndIsRemembered() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(due("1"), due("2"))));
        List<Delivery> taken = join(queue.take(2, Duration.ofMillis(1)));
        Delivery failed = taken.get(1).failed("Refused.");

        join(queue.record(delivered(taken.get(0))));
        join(queue.record(failed));

        assertThat(join(queue.take(10, LEASE))).isEmpty();
        assertThat(join(queue.list(APP, ANY, NEWEST, 10))).containsExactly(failed, delivered(due("1")));
    }

    @Test
    void aNodeThatComesLateChangesNothingButFailureToSuccess() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(due("1"), due("2"))));
        List<Delivery> taken = join(queue.take(2, LEASE));
        join(queue.record(delivered(taken.get(0))));
        join(queue.record(taken.get(1).failed("Refused.")));

        join(queue.record(after(taken.get(0), State.WAITING, PAST, "500")));
        join(queue.record(taken.get(0).failed("Refused.")));
        join(queue.record(delivered(taken.get(1))));

        assertThat(join(queue.list(APP, Optional.of(State.DELIVERED), NEWEST, 10)))
                .containsExactly(delivered(due("2")), delivered(due("1")));
        assertThat(join(queue.take(10, LEASE))).isEmpty();
    }

    @Test
    void whatNobodyKnowsIsNotRecorded() {
        WebhookQueue queue = node().webhookQueue();

        join(queue.record(delivered(due("1"))));

        assertThat(join(queue.list(APP, ANY, NEWEST, 10))).isEmpty();
    }

    @Test
    void theListGoesPageByPageFromTheNewestWithinItsApp() {
        WebhookQueue queue = node().webhookQueue();
        for (int i = 1; i <= 5; i++) {
            join(queue.add(List.of(due("d" + i))));
        }
        join(queue.add(List.of(delivery(OTHER_APP, "other", PAST))));

        assertThat(ids(join(queue.list(APP, ANY, NEWEST, 2)))).containsExactly("d5", "d4");
        assertThat(ids(join(queue.list(APP, ANY, Optional.of("d4"), 2)))).containsExactly("d3", "d2");
        assertThat(ids(join(queue.list(APP, ANY, Optional.of("d2"), 2)))).containsExactly("d1");
        assertThat(ids(join(queue.list(OTHER_APP, ANY, NEWEST, 2)))).containsExactly("other");
    }

    @Test
    void aReplayedDeliveryIsSentAsIfItWereNew() {
        Store one = node();
        Store two = node();
        join(one.webhookQueue().add(List.of(due("1"))));
        join(one.webhookQueue().record(delivered(join(one.webhookQueue().take(1, LEASE)).getFirst())));

        Delivery replayed = join(two.webhookQueue().replay(APP, "1")).orElseThrow();

        assertThat(replayed.body()).isEqualTo(due("1").body());
        assertThat(replayed.state()).isEqualTo(State.WAITING);
        assertThat(replayed.attempts()).isZero();
        assertThat(replayed.outcome()).isEmpty();
        assertThat(replayed.created()).isAfter(PAST);
        assertThat(join(one.webhookQueue().take(10, LEASE))).containsExactly(replayed);
    }

    @Test
    void whatTheAppDoesNotHaveIsNotReplayed() {
        WebhookQueue queue = node().webhookQueue();
        join(queue.add(List.of(delivery(OTHER_APP, "1", PAST))));

        assertThat(join(queue.replay(APP, "1"))).isEmpty();
        assertThat(join(queue.replay(APP, "2"))).isEmpty();
    }

    @Test
    void beyondTheBoundTheOldestIsGivenUpWithAReason() {
        Store node = opened(newNode(bounded(2, 10, LEASE)));
        WebhookQueue queue = node.webhookQueue();

        join(queue.add(List.of(due("1"), due("2"))));
        assertThat(queue.givenUp()).isZero();
        join(queue.add(List.of(due("3"))));

        assertThat(join(queue.list(APP, Optional.of(State.FAILED), NEWEST, 10))).singleElement()
                .isEqualTo(due("1").failed("Given up: more than 2 deliveries were waiting, this one the longest."));
        assertThat(ids(join(queue.take(10, LEASE)))).containsExactlyInAnyOrder("2", "3");
        assertThat(queue.givenUp()).isEqualTo(1);
    }

    @Test
    void beyondTheBytesTheFinishedAreForgottenThenTheOldestAreGivenUp() {
        WebhookRules rules = WebhookRules.DEFAULTS;
        WebhookQueue queue = opened(newNode(new WebhookRules(rules.grace(), rules.unpacedSubscriptionCount(),
                rules.subscriptionCountInterval(), rules.cacheMissInterval(), 100, 100, 100, LEASE, 1 << 20)))
                .webhookQueue();
        join(queue.add(List.of(large("1"), large("2"))));
        join(queue.record(delivered(large("2"))));

        join(queue.add(List.of(large("3"), large("4"), large("5"))));
        assertThat(ids(join(queue.list(APP, ANY, NEWEST, 10)))).containsExactly("5", "4", "3", "1");
        assertThat(queue.givenUp()).isZero();

        join(queue.add(List.of(large("6"))));
        assertThat(ids(join(queue.list(APP, ANY, NEWEST, 10)))).containsExactly("6", "5", "4", "3");
        assertThat(queue.givenUp()).isEqualTo(1);
        assertThat(ids(join(queue.take(10, LEASE)))).containsExactlyInAnyOrder("3", "4", "5", "6");
    }

    /// Four fit into a mebibyte, at two bytes a character.
    private static Delivery large(String id) {
        Delivery due = due(id);
        return new Delivery(id, APP, due.url(), "x".repeat(125_000), true, due.created(), State.WAITING, due.due(), 0,
                "");
    }

    @Test
    void ofTheFinishedOnlySoManyAreRemembered() {
        Store node = opened(newNode(bounded(10, 2, LEASE)));
        WebhookQueue queue = node.webhookQueue();
        join(queue.add(List.of(due("1"), due("2"), due("3"), due("4"))));

        for (String id : List.of("3", "1", "2")) {
            join(queue.record(delivered(due(id))));
        }

        assertThat(ids(join(queue.list(APP, ANY, NEWEST, 10)))).containsExactly("4", "2", "1");
    }

    @Test
    void whatFinishedLongAgoIsForgotten() {
        Store node = opened(newNode(bounded(10, 10, Duration.ofMillis(1))));
        WebhookQueue queue = node.webhookQueue();
        join(queue.add(List.of(due("1"), due("2"))));

        join(queue.record(delivered(due("1"))));

        await().untilAsserted(() -> assertThat(ids(join(queue.list(APP, ANY, NEWEST, 10)))).containsExactly("2"));
    }

    @Test
    void nodesThatTakeAtOnceNeverTakeTheSame() {
        List<Store> nodes = List.of(node(), node(), node(), node());
        int count = 400;
        join(nodes.getFirst().webhookQueue()
                .add(IntStream.range(0, count).mapToObj(number -> due("d" + number)).toList()));
        ConcurrentMap<String, Integer> takers = new ConcurrentHashMap<>();
        Set<String> twice = Collections.newSetFromMap(new ConcurrentHashMap<>());

        Crowd.run(nodes.size(), number -> {
            WebhookQueue queue = nodes.get(number).webhookQueue();
            List<Delivery> taken = join(queue.take(7, LEASE));
            while (!taken.isEmpty()) {
                for (Delivery delivery : taken) {
                    if (takers.putIfAbsent(delivery.id(), number) != null) {
                        twice.add(delivery.id());
                    }
                    join(queue.record(delivered(delivery)));
                }
                taken = join(queue.take(7, LEASE));
            }
        });

        assertThat(twice).isEmpty();
        assertThat(takers).hasSize(count);
    }
}
