package dev.anemone.api.webhooks;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.Webhook;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.LifecycleLog;
import dev.anemone.store.LifecycleLog.Entry;
import dev.anemone.store.Scheduler;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns what happened into deliveries: one for each endpoint that wants to hear it, or one for several events where an
/// app batches. An entry is dealt with when all its deliveries are in the queue, and not before.
///
/// Confined to the scheduler's thread, except [#read]. Holds what waits for its batch, [WebhookConfig#batchWindow] long
/// at most, and shorter when much has come meanwhile: the log gives nobody more than a bounded number of entries, and
/// batches that wait for company must not hold up what other apps are to be told.
final class Dispatcher implements LifecycleLog.Reader {
    /// How many entries may be in hand before batches leave without waiting.
    static final int MAX_IN_HAND = 512;

    private final AppRegistry apps;
    private final WebhookQueue queue;
    private final WebhookConfig config;
    private final Scheduler scheduler;
    private final Runnable queued;
    private final Map<Target, Batch> batches = new LinkedHashMap<>();
    private final AtomicInteger inHand = new AtomicInteger();

    /// An endpoint with its filters: an app may have two of one address.
    private record Target(AppId app, Webhook webhook) {
        /// The same on every node and after every start.
        String name() {
            return Stream.of(Stream.of(webhook.url().toString(), webhook.channelPrefix(), webhook.channelSuffix()),
                    webhook.events().stream().map(Enum::name).sorted())
                    .flatMap(parts -> parts)
                    .collect(Collectors.joining(" "));
        }
    }

    /// Events that will travel together.
    private static final class Batch {
        private final List<Entry> entries = new ArrayList<>();
        private final CompletableFuture<Void> queued = new CompletableFuture<>();
    }

    /// @param queued called whenever deliveries have been added to the queue
    Dispatcher(AppRegistry apps, WebhookQueue queue, WebhookConfig config, Scheduler scheduler, Runnable queued) {
        this.apps = apps;
        this.queue = queue;
        this.config = config;
        this.scheduler = scheduler;
        this.queued = queued;
    }

    @Override
    public CompletionStage<Void> read(List<Entry> entries) {
        List<CompletableFuture<Optional<App>>> lookups = entries.stream()
                .map(entry -> apps.byId(entry.event().channel().app()).toCompletableFuture())
                .toList();
        return all(lookups).thenCompose(_ -> onScheduler(() -> {
            var stages = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Optional<App> app = lookups.get(i).join();
                app.ifPresent(found -> dispatch(found, entry, stages)); // Nobody is told about an app that is gone.
            }
            if (inHand.addAndGet(entries.size()) > MAX_IN_HAND) {
                flush();
            }
            return all(stages).whenComplete((_, _) -> inHand.addAndGet(-entries.size()));
        }));
    }

    /// Hands over what waits for its batch, without waiting longer.
    void flush() {
        Map.copyOf(batches).forEach(this::flush);
    }

    private void dispatch(App app, Entry entry, List<CompletableFuture<Void>> stages) {
        for (Webhook webhook : app.webhooks()) {
            if (webhook.wants(entry.event())) {
                stages.add(add(new Target(app.id(), webhook), entry, app.webhookBatching()));
            }
        }
    }

    private CompletableFuture<Void> add(Target target, Entry entry, boolean batching) {
        Batch batch = batches.get(target);
        if (batch == null) {
            var opened = new Batch();
            batches.put(target, opened);
            if (batching) {
                scheduler.schedule(config.batchWindow(), () -> flush(target, opened));
            }
            batch = opened;
        }
        batch.entries.add(entry);
        if (!batching || batch.entries.size() == config.maxBatchEvents()) {
            flush(target, batch);
        }
        return batch.queued;
    }

    private void flush(Target target, Batch batch) {
        if (!batches.remove(target, batch)) {
            return; // It was full before its time was up.
        }
        queue.add(List.of(delivery(target, batch.entries))).whenComplete((_, failure) -> {
            if (failure == null) {
                batch.queued.complete(null);
                queued.run();
            } else {
                batch.queued.completeExceptionally(failure);
            }
        });
    }

    private static Delivery delivery(Target target, List<Entry> entries) {
        Instant created = entries.getFirst().at();
        return new Delivery(DeliveryId.of(target.app(), target.name(), entries), target.app(), target.webhook().url(),
                WebhookBody.of(created, entries.stream().map(Entry::event).toList()), target.webhook().fromOperator(),
                created, State.WAITING, created, 0, "");
    }

    private CompletionStage<Void> onScheduler(Supplier<CompletionStage<Void>> work) {
        var done = new CompletableFuture<Void>();
        scheduler.schedule(Duration.ZERO, () -> {
            try {
                work.get().whenComplete((_, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException broken) {
                done.completeExceptionally(broken);
            }
        });
        return done;
    }

    private static CompletionStage<Void> all(Collection<? extends CompletableFuture<?>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
    }
}
