package dev.anemone.api.webhooks;

import dev.anemone.auth.WebhookSigner;
import dev.anemone.model.App;
import dev.anemone.model.Credential;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Scheduler;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookQueue.Backlog;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends deliveries that are due, each endpoint's one after the other and all endpoints side by side, and has failed ones
/// sent again until [WebhookConfig#retryHorizon] after their events (Pusher docs, "Webhooks", "Delivery").
///
/// A delivery that has never been sent is sent however old it is, unless its endpoint is failing: after an outage of
/// ours, nothing is lost; during an outage of the endpoint's, the queue does not grow for ever.
///
/// Confined to the scheduler's thread, except [#wake], [#abandon] and the numbers. Requests run on virtual threads.
final class Sender {
    /// The header by which a receiver can tell a repetition.
    static final String DELIVERY_HEADER = "Anemone-Delivery";

    private static final String KEY_HEADER = "X-Pusher-Key";
    private static final String SIGNATURE_HEADER = "X-Pusher-Signature";

    /// What a lease has to outlast beside the attempt: the store noting what came of it.
    private static final Duration NOTING = Duration.ofSeconds(30);

    private static final Logger LOG = System.getLogger(Sender.class.getName());

    private final WebhookQueue queue;
    private final AppRegistry apps;
    private final WebhookConfig config;
    private final Supplier<EndpointClient> clients;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final RetrySchedule retries;
    private final Troubles troubles;
    private final LongAdder attempts = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile Backlog backlog = Backlog.NONE;

    /// Made with the first request: a node whose apps have no webhooks does without.
    private volatile @Nullable EndpointClient client;
    private volatile boolean abandoned;
    private int underWay;
    private boolean taking;
    private boolean takeAgain;
    private boolean stopped;

    Sender(WebhookQueue queue, AppRegistry apps, WebhookConfig config, Supplier<EndpointClient> clients,
            Scheduler scheduler, RandomGenerator random) {
        this.queue = queue;
        this.apps = apps;
        this.config = config;
        this.clients = clients;
        this.scheduler = scheduler;
        this.random = random;
        this.retries = RetrySchedule.of(config);
        this.troubles = new Troubles(config.retryHorizon());
    }

    /// Begins to look for deliveries, now and every [WebhookConfig#pollInterval].
    void start() {
        poll();
    }

    /// Looks for deliveries soon. Thread-safe.
    void wake() {
        scheduler.schedule(Duration.ZERO, this::take);
    }

    /// Sends nothing more. Completes when nothing is under way.
    CompletionStage<Void> stop() {
        stopped = true;
        completeIfIdle();
        return idle;
    }

    /// Ends what is under way. It stays in the queue, as if it had not been tried. Thread-safe.
    void abandon() {
        abandoned = true;
        EndpointClient made = client;
        if (made != null) {
            made.close();
        }
    }

    Backlog backlog() {
        return backlog;
    }

    long attempts() {
        return attempts.sum();
    }

    long delivered() {
        return delivered.sum();
    }

    long failed() {
        return failed.sum();
    }

    private void poll() {
        if (stopped) {
            return;
        }
        scheduler.schedule(config.pollInterval(), this::poll); // First: nothing below may end the polling.
        take();
        troubles.forget(scheduler.instant());
        queue.backlog().thenAccept(latest -> backlog = latest);
    }

    private void take() {
        int room = config.maxConcurrentRequests() - underWay;
        if (stopped || room == 0) {
            return; // The next attempt that ends comes back here.
        }
        if (taking) {
            takeAgain = true;
            return;
        }
        taking = true;
        takeAgain = false;
        queue.take(room, config.attemptTimeout().plus(NOTING))
                .whenComplete((taken, failure) -> scheduler.schedule(Duration.ZERO, () -> {
                    taking = false;
                    if (failure != null) { // The store says itself that it is away. The next poll tries again.
                        LOG.log(Level.DEBUG, "No webhooks taken", failure);
                        return;
                    }
                    taken.forEach(this::begin);
                    if (takeAgain) {
                        take();
                    }
                }));
    }

    private void begin(Delivery delivery) {
        underWay++;
        if (isOver(delivery)) {
            end(delivery.failed(delivery.attempts() == 0
                    ? "Never sent: the endpoint did not answer others in time."
                    : delivery.outcome()));
            return;
        }
        apps.byId(delivery.app()).whenComplete((app, failure) -> scheduler.schedule(Duration.ZERO, () -> {
            if (failure != null || stopped) {
                ended(); // Its lease runs out, and somebody takes it again.
            } else if (app.isEmpty()) {
                end(delivery.failed("The app is gone."));
            } else {
                send(delivery, app.get());
            }
        }));
    }

    private boolean isOver(Delivery delivery) {
        boolean late = !scheduler.instant().isBefore(delivery.created().plus(config.retryHorizon()));
        return late && (delivery.attempts() > 0 || troubles.has(Endpoint.of(delivery)));
    }

    private void send(Delivery delivery, App app) {
        attempts.increment();
        EndpointClient.Attempt attempt;
        try {
            attempt = post(delivery, app.primaryCredential());
        } catch (RuntimeException broken) { // Its place among those under way must not be lost with it.
            LOG.log(Level.ERROR, "A webhook request cannot be made delivery=" + delivery.id(), broken);
            note(delivery, Outcome.failed("The request could not be made."));
            return;
        }
        scheduler.schedule(config.attemptTimeout(), attempt::expire);
        attempt.outcome().thenAccept(
                outcome -> scheduler.schedule(Duration.ZERO, () -> note(delivery, outcome)));
    }

    private EndpointClient.Attempt post(Delivery delivery, Credential oldest) {
        EndpointClient made = client;
        if (made == null) {
            made = clients.get();
            client = made;
        }
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        return made.post(delivery.url(), delivery.fromOperator(),
                Map.of(KEY_HEADER, oldest.key().value(),
                        SIGNATURE_HEADER, WebhookSigner.sign(oldest, body),
                        DELIVERY_HEADER, delivery.id()),
                body);
    }

    private void note(Delivery sent, Outcome outcome) {
        Endpoint endpoint = Endpoint.of(sent);
        if (outcome.delivered()) {
            troubles.ended(endpoint);
            end(sent.attempted(State.DELIVERED, sent.due(), outcome.sentence()));
            return;
        }
        if (abandoned) {
            ended();
            return;
        }
        Instant now = scheduler.instant();
        troubles.failed(endpoint, now);
        Instant next = now.plus(retries.delayAfter(sent.attempts() + 1, random));
        boolean last = next.isAfter(sent.created().plus(config.retryHorizon()));
        end(sent.attempted(last ? State.FAILED : State.WAITING, next, outcome.sentence()));
    }

    private void end(Delivery delivery) {
        switch (delivery.state()) {
            case DELIVERED -> delivered.increment();
            case FAILED -> {
                failed.increment();
                troubles.gaveUp(Endpoint.of(delivery), delivery.id(), delivery.attempts(), delivery.outcome(),
                        scheduler.instant());
            }
            case WAITING -> {
                // It comes back when it is due.
            }
        }
        queue.record(delivery).whenComplete((_, _) -> scheduler.schedule(Duration.ZERO, this::ended));
    }

    private void ended() {
        underWay--;
        completeIfIdle();
        take(); // The endpoint is free.
    }

    private void completeIfIdle() {
        if (stopped && underWay == 0) {
            idle.complete(null);
        }
    }
}
