package dev.anemone.api.webhooks;

import dev.anemone.store.LifecycleLog;
import dev.anemone.store.Scheduler;
import dev.anemone.store.Store;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookQueue.Backlog;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// One node's share in sending webhooks (Pusher docs, "Webhooks"). Nodes over one store share the work. Thread-safe.
public final class Webhooks {
    private final Scheduler scheduler;
    private final LifecycleLog log;
    private final WebhookQueue queue;
    private final Dispatcher dispatcher;
    private final Sender sender;

    private Webhooks(WebhookConfig config, Store store, Scheduler scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.log = store.lifecycleLog();
        this.queue = store.webhookQueue();
        this.sender = new Sender(queue, store.apps(), config,
                () -> new EndpointClient(config, HostLookup.SYSTEM, systemTrust()), scheduler, random);
        this.dispatcher = new Dispatcher(store.apps(), queue, config, scheduler, sender::wake);
    }

    /// Begins to read what happens and to send.
    ///
    /// @param scheduler belongs to the webhooks from here on: everything but the requests themselves runs on it
    public static Webhooks start(WebhookConfig config, Store store, Scheduler scheduler, RandomGenerator random) {
        var webhooks = new Webhooks(config, store, scheduler, random);
        scheduler.schedule(Duration.ZERO, webhooks.sender::start);
        webhooks.log.readBy(webhooks.dispatcher);
        return webhooks;
    }

    /// The numbers of this moment. Never blocks: the number of those that wait was read up to one poll ago.
    public WebhookStats stats() {
        Backlog backlog = sender.backlog();
        return new WebhookStats(backlog.waiting(),
                backlog.oldest().map(oldest -> Duration.between(oldest, scheduler.instant())).orElse(Duration.ZERO),
                sender.attempts(), sender.delivered(), sender.failed(), log.dropped(), queue.givenUp());
    }

    /// Stops: batches go to the queue, requests that are under way may end within `patience`. What is not delivered by
    /// then stays in the queue.
    public void stop(Duration patience) throws InterruptedException {
        var idle = new CompletableFuture<Void>();
        scheduler.schedule(Duration.ZERO, () -> {
            dispatcher.flush();
            sender.stop().thenAccept(idle::complete);
        });
        try {
            idle.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // Their leases run out.
        } catch (ExecutionException e) {
            throw new IllegalStateException("A stop does not fail.", e);
        }
        sender.abandon();
        scheduler.close();
    }

    private static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no trust store to verify endpoints with.", e);
        }
    }
}
