package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.api.Apps;
import dev.anemone.api.webhooks.Receiver.Request;
import dev.anemone.auth.WebhookSigner;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import dev.anemone.store.WebhookRules;
import dev.anemone.store.memory.MemoryStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Real requests to a real receiver, at a time that only the test moves.
class SenderTest {
    private static final RandomGenerator NO_JITTER = () -> 0L;
    /// For a machine that has much else to do.
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final WebhookConfig CONFIG = WebhookConfig.DEFAULTS;

    private final FakeScheduler scheduler = new FakeScheduler();
    private final MemoryStore store = MemoryStore.create(Apps.all(), WebhookRules.DEFAULTS, scheduler);
    private final Receiver receiver = Receiver.start();
    private Sender sender = sender(CONFIG);

    private Sender sender(WebhookConfig config) {
        return new Sender(store.webhookQueue(), store.apps(), config, () -> client(config), scheduler, NO_JITTER);
    }

    private static EndpointClient client(WebhookConfig config) {
        try {
            return new EndpointClient(config, HostLookup.SYSTEM, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        sender.abandon();
        receiver.close();
        store.close();
    }

    private void queue(String id, URI url) {
        queue(id, url, scheduler.instant());
    }

    private void queue(String id, URI url, Instant created) {
        var delivery = new Delivery(id, Apps.APP.id(), url, "{\"id\":\"" + id + "\"}", true, created, State.WAITING,
                created, 0, "");
        store.webhookQueue().add(List.of(delivery)).toCompletableFuture().join();
    }

    private Delivery delivery(String id) {
        return store.webhookQueue().list(Apps.APP.id(), Optional.empty(), Optional.empty(), 1_000)
                .toCompletableFuture().join().stream().filter(found -> found.id().equals(id)).findFirst()
                .orElseThrow();
    }

    /// Lets threads go on, but no time pass.
    private void awaitThat(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInSameThread().pollInterval(Duration.ofMillis(1)).pollDelay(Duration.ZERO)
                .until(() -> {
                    scheduler.run();
                    return condition.call();
                });
    }

    private void awaitAttempts(String id, int attempts) {
        awaitThat(() -> delivery(id).attempts() == attempts);
    }

    private void awaitState(String id, State state) {
        awaitThat(() -> delivery(id).state() == state);
    }

    @Test
    void aRequestIsWhatReceiversVerify() {
        queue("d1", receiver.url("/hooks?a=b"));

        sender.start();
        awaitState("d1", State.DELIVERED);

        Request request = receiver.requests().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/hooks?a=b");
        assertThat(request.body()).isEqualTo("{\"id\":\"d1\"}");
        assertThat(request.header("Content-type")).isEqualTo("application/json");
        assertThat(request.header("X-pusher-key")).isEqualTo(Apps.CREDENTIAL.key().value());
        assertThat(request.header("X-pusher-signature")).isEqualTo(
                WebhookSigner.sign(Apps.CREDENTIAL, "{\"id\":\"d1\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(request.header("Anemone-delivery")).isEqualTo("d1");
        assertThat(request.headers().keySet()).containsExactlyInAnyOrder("Content-type", "Content-length",
                "X-pusher-key", "X-pusher-signature", "Anemone-delivery", "Host", "Connection", "User-agent");
        assertThat(delivery("d1").outcome()).isEqualTo("Answered 200.");
        assertThat(delivery("d1").attempts()).isEqualTo(1);
    }

    @Test
    void theSameBodyIsSentAfterGrowingWaitsUntilItIsTaken() {
        receiver.answer(500, 302, 404, 204);
        queue("d1", receiver.url("/"));
        sender.start();

        for (int attempt = 1; attempt <= 3; attempt++) {
            awaitAttempts("d1", attempt);
            Duration wait = Duration.ofSeconds(1L << (attempt - 1));
            scheduler.pass(wait.minusMillis(1));
            assertThat(receiver.requests()).hasSize(attempt);
            scheduler.pass(CONFIG.pollInterval());
        }
        awaitState("d1", State.DELIVERED);

        assertThat(receiver.bodies()).hasSize(4).containsOnly("{\"id\":\"d1\"}");
        assertThat(receiver.requests()).extracting(Request::path).containsOnly("/"); // Not where the 302 pointed.
        scheduler.pass(Duration.ofMinutes(10));
        assertThat(receiver.requests()).hasSize(4);
    }

    @Test
    void afterFiveMinutesADeliveryIsGivenUp() {
        receiver.answerAlways(503);
        queue("d1", receiver.url("/"));
        Instant start = scheduler.instant();
        sender.start();

        int attempts = 0;
        while (delivery("d1").state() == State.WAITING) {
            attempts++;
            awaitAttempts("d1", attempts);
            scheduler.pass(Duration.between(scheduler.instant(), delivery("d1").due()).plus(CONFIG.pollInterval()));
        }

        assertThat(delivery("d1").state()).isEqualTo(State.FAILED);
        assertThat(delivery("d1").outcome()).isEqualTo("Answered 503.");
        assertThat(attempts).isEqualTo(10); // At 0, 1, 3, 7, 15, 31, 63, 127, 191 and 255 s, and a little.
        assertThat(sender.attempts()).isEqualTo(10);
        assertThat(sender.failed()).isEqualTo(1);
        assertThat(Duration.between(start, scheduler.instant())).isGreaterThan(CONFIG.retryHorizon());
    }

    @Test
    void theOldestKeyOfTheMomentSigns() {
        receiver.answer(500);
        queue("d1", receiver.url("/"));
        sender.start();
        awaitAttempts("d1", 1);
        App rotated = App.builder(Apps.APP.id(), List.of(Apps.SECOND_CREDENTIAL)).build();
        store.apps().put(rotated).toCompletableFuture().join();

        scheduler.pass(Duration.ofSeconds(2));
        awaitState("d1", State.DELIVERED);

        assertThat(receiver.requests()).extracting(request -> request.header("X-pusher-key"))
                .containsExactly(Apps.CREDENTIAL.key().value(), Apps.SECOND_CREDENTIAL.key().value());
    }

    @Test
    void anEndpointHearsThingsInOrderOverOneConnection() {
        List<String> ids = IntStream.range(100, 200).mapToObj(number -> "d" + number).toList();
        ids.forEach(id -> queue(id, receiver.url("/")));

        sender.start();
        awaitState("d199", State.DELIVERED);

        assertThat(receiver.requests()).extracting(request -> request.header("Anemone-delivery"))
                .containsExactlyElementsOf(ids);
        assertThat(receiver.requests().stream().map(Request::clientPort).distinct()).hasSize(1);
    }

    @Test
    void aSlowEndpointDelaysNobodyElse() {
        try (Receiver slow = Receiver.start().hold()) {
            IntStream.range(0, 300).forEach(number -> queue("a" + number, slow.url("/")));
            List<String> ids = IntStream.range(100, 120).mapToObj(number -> "z" + number).toList();
            ids.forEach(id -> queue(id, receiver.url("/")));

            sender.start();
            awaitState("z119", State.DELIVERED);

            assertThat(receiver.requests()).hasSize(20);
            assertThat(slow.requests()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatIsNotAnsweredInTimeIsTriedAgain() {
        receiver.hold();
        queue("d1", receiver.url("/"));
        sender.start();
        awaitThat(() -> receiver.requests().size() == 1);

        scheduler.pass(CONFIG.attemptTimeout().minusMillis(1));
        assertThat(delivery("d1").attempts()).isZero();
        scheduler.pass(Duration.ofMillis(1));
        awaitAttempts("d1", 1);

        assertThat(delivery("d1").state()).isEqualTo(State.WAITING);
        assertThat(delivery("d1").outcome()).isEqualTo("No answer within 10000 ms.");
    }

    @Test
    void whatWasNeverSentIsSentHoweverOldItIs() {
        queue("d1", receiver.url("/"), scheduler.instant().minus(Duration.ofHours(1)));

        sender.start();

        awaitState("d1", State.DELIVERED);
    }

    @Test
    void whatWasNeverSentIsGivenUpWhenLateIfTheEndpointFails() {
        receiver.answerAlways(500);
        queue("d1", receiver.url("/"));
        queue("d0", receiver.url("/"), scheduler.instant().minus(CONFIG.retryHorizon()));
        sender.start();

        awaitAttempts("d1", 1); // "d0" was due first, and is tried once: nothing was known then.
        queue("d2", receiver.url("/"), scheduler.instant().minus(CONFIG.retryHorizon()));
        sender.wake();
        awaitState("d2", State.FAILED);

        assertThat(delivery("d0").attempts()).isEqualTo(1);
        assertThat(delivery("d2").attempts()).isZero();
        assertThat(delivery("d2").outcome()).isEqualTo("Never sent: the endpoint did not answer others in time.");
        assertThat(receiver.requests()).hasSize(2);
    }

    @Test
    void aReplayedDeliveryIsSentAgain() {
        queue("d1", receiver.url("/"));
        sender.start();
        awaitState("d1", State.DELIVERED);
        scheduler.pass(Duration.ofHours(1));

        store.webhookQueue().replay(Apps.APP.id(), "d1").toCompletableFuture().join();
        scheduler.pass(CONFIG.pollInterval());
        awaitState("d1", State.DELIVERED);

        assertThat(receiver.bodies()).containsExactly("{\"id\":\"d1\"}", "{\"id\":\"d1\"}");
    }

    @Test
    void soManyRequestsAreUnderWayAndNoMore() {
        sender = sender(new WebhookConfig(CONFIG.attemptTimeout(), CONFIG.firstRetry(), CONFIG.maxRetryDelay(),
                CONFIG.retryHorizon(), CONFIG.batchWindow(), CONFIG.maxBatchEvents(), 2, CONFIG.pollInterval(), false));
        receiver.hold();
        for (int i = 0; i < 4; i++) {
            queue("d" + i, receiver.url("/" + i));
        }
        sender.start();
        awaitThat(() -> receiver.requests().size() == 2);
        scheduler.pass(CONFIG.pollInterval().multipliedBy(10));
        assertThat(sender.attempts()).isEqualTo(2);

        receiver.open();

        awaitThat(() -> sender.delivered() == 4);
    }

    @Test
    void whatCannotBeSentFailsAndKeepsNobodysPlace() {
        sender = sender(new WebhookConfig(CONFIG.attemptTimeout(), CONFIG.firstRetry(), CONFIG.maxRetryDelay(),
                CONFIG.retryHorizon(), CONFIG.batchWindow(), CONFIG.maxBatchEvents(), 1, CONFIG.pollInterval(), false));
        queue("d1", URI.create("http://127.0.0.1:99999/")); // No client makes a request of that.
        queue("d2", receiver.url("/"));

        sender.start();
        awaitState("d2", State.DELIVERED);

        assertThat(delivery("d1").attempts()).isEqualTo(1);
        assertThat(delivery("d1").outcome()).isEqualTo("The request could not be made.");
    }

    @Test
    void anAppThatIsGoneIsNotTold() {
        var delivery = new Delivery("d1", new AppId("gone"), receiver.url("/"), "{}", true,
                scheduler.instant(), State.WAITING, scheduler.instant(), 0, "");
        store.webhookQueue().add(List.of(delivery)).toCompletableFuture().join();

        sender.start();
        awaitThat(() -> sender.failed() == 1);

        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void aStopWaitsForWhatIsUnderWayAndSendsNothingMore() {
        receiver.hold();
        queue("d1", receiver.url("/"));
        queue("d2", receiver.url("/"));
        sender.start();
        awaitThat(() -> receiver.requests().size() == 1);

        CompletableFuture<Void> idle = sender.stop().toCompletableFuture();
        assertThat(idle).isNotDone();
        receiver.open();
        awaitThat(idle::isDone);

        assertThat(delivery("d1").state()).isEqualTo(State.DELIVERED);
        assertThat(delivery("d2").state()).isEqualTo(State.WAITING);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void whatIsAbandonedStaysInTheQueueAsIfItHadNotBeenTried() {
        receiver.hold();
        queue("d1", receiver.url("/"));
        sender.start();
        awaitThat(() -> receiver.requests().size() == 1);
        CompletableFuture<Void> idle = sender.stop().toCompletableFuture();

        sender.abandon();
        awaitThat(idle::isDone);

        assertThat(delivery("d1").state()).isEqualTo(State.WAITING);
        assertThat(delivery("d1").attempts()).isZero();
    }

    @Test
    void theBacklogIsReadWithEachPoll() {
        receiver.answerAlways(500);
        queue("d1", receiver.url("/"));
        Instant created = scheduler.instant();

        sender.start();
        awaitAttempts("d1", 1);

        assertThat(sender.backlog().waiting()).isEqualTo(1);
        assertThat(sender.backlog().oldest()).contains(created);
    }
}
