package dev.anemone.server.metrics;

import dev.anemone.gateway.GatewayStats;
import dev.anemone.gateway.protocol.CloseCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The gateway's numbers. All meters of one scrape show the same moment. Confined to the scrapes, which come one at a
/// time.
final class GatewayMeters {
    private static final double NANOS = 1e9;

    private final Supplier<GatewayStats> source;
    private final MultiGauge connectionsByApp;
    private GatewayStats latest;

    GatewayMeters(MeterRegistry registry, Supplier<GatewayStats> source) {
        this.source = source;
        this.latest = source.get();
        gauge(registry, "anemone.connections", "Open connections.", GatewayStats::connections);
        gauge(registry, "anemone.channels", "Channels this node hears.", GatewayStats::channels);
        gauge(registry, "anemone.subscriptions", "Subscriptions on this node.", GatewayStats::subscriptions);
        gauge(registry, "anemone.outbox.bytes", "Bytes that sockets have not taken yet.", GatewayStats::outboxBytes);
        gauge(registry, "anemone.io.longest.delay.seconds",
                "By how much an I/O thread came late to its timers, at most, in the last minute or two.",
                stats -> stats.longestDelayNanos() / NANOS);
        counter(registry, "anemone.connections.established", "Connections that became sessions.",
                GatewayStats::established);
        counter(registry, "anemone.messages.received", "Messages of clients.", GatewayStats::received);
        counter(registry, "anemone.deliveries", "Frames handed to subscribers.", GatewayStats::delivered);
        for (CloseCode code : CloseCode.values()) {
            FunctionCounter
                    .builder("anemone.closes", this, meters -> meters.latest.closed().getOrDefault(code, 0L))
                    .description("Connections closed by this side.")
                    .tags("code", Integer.toString(code.number()))
                    .register(registry);
        }
        connectionsByApp = MultiGauge.builder("anemone.app.connections")
                .description("Open connections of one app.")
                .register(registry);
    }

    /// Takes the numbers of this moment.
    void refresh() {
        latest = source.get();
        connectionsByApp.register(latest.connectionsByApp()
                .entrySet()
                .stream()
                .map(entry -> Row.of(Tags.of("app", entry.getKey().value()), entry.getValue()))
                .toList(), true);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<GatewayStats> number) {
        Gauge.builder(name, this, meters -> number.applyAsDouble(meters.latest))
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description,
            ToDoubleFunction<GatewayStats> number) {
        FunctionCounter.builder(name, this, meters -> number.applyAsDouble(meters.latest))
                .description(description)
                .register(registry);
    }
}
