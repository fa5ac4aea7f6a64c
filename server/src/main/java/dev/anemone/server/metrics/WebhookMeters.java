package dev.anemone.server.metrics;

import dev.anemone.api.webhooks.WebhookStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The numbers of webhooks. What waits is counted over all nodes, the rest on this one.
final class WebhookMeters {
    private WebhookMeters() {}

    static void register(MeterRegistry registry, Supplier<WebhookStats> source) {
        gauge(registry, source, "anemone.webhooks.waiting", "Deliveries that are to be sent, by any node.",
                WebhookStats::waiting);
        gauge(registry, source, "anemone.webhooks.oldest.waiting.seconds", "Age of the oldest of them.",
                stats -> stats.oldestWaiting().toMillis() / 1e3);
        counter(registry, source, "anemone.webhooks.attempts", "Requests to endpoints.", WebhookStats::attempts);
        counter(registry, source, "anemone.webhooks.delivered", "Deliveries that an endpoint answered with 2xx.",
                WebhookStats::delivered);
        counter(registry, source, "anemone.webhooks.failed", "Deliveries given up, their retries used up.",
                WebhookStats::failed);
        counter(registry, source, "anemone.webhooks.overflowed", "Deliveries given up because too many waited.",
                WebhookStats::overflowed);
        counter(registry, source, "anemone.webhooks.events.dropped", "Events lost because too many waited.",
                WebhookStats::droppedEvents);
    }

    private static void gauge(MeterRegistry registry, Supplier<WebhookStats> source, String name, String description,
            ToDoubleFunction<WebhookStats> number) {
        Gauge.builder(name, source, stats -> number.applyAsDouble(stats.get()))
                .description(description)
                .register(registry);
    }

    private static void counter(MeterRegistry registry, Supplier<WebhookStats> source, String name,
            String description, ToDoubleFunction<WebhookStats> number) {
        FunctionCounter.builder(name, source, stats -> number.applyAsDouble(stats.get()))
                .description(description)
                .register(registry);
    }
}
