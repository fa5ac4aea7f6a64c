package dev.anemone.server.metrics;

import dev.anemone.store.Broker;
import dev.anemone.store.History;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// What became of channels with history: what this node had to read again, what it lost, what it gave up.
final class HistoryMeters {
    private HistoryMeters() {}

    static void register(MeterRegistry registry, Broker broker, History history) {
        counter(registry, broker, "anemone.history.gaps", "Times at which publications may have been lost for good.",
                source -> source.continuity().gaps());
        counter(registry, broker, "anemone.history.repairs",
                "Times at which what had not arrived was read from history.",
                source -> source.continuity().repairs());
        counter(registry, broker, "anemone.history.repaired.publications", "Publications that arrived that way.",
                source -> source.continuity().repaired());
        counter(registry, history, "anemone.history.dropped.channels", "Channels whose history was given up for room.",
                source -> source.dropped().channels());
        counter(registry, history, "anemone.history.dropped.publications", "Publications in them.",
                source -> source.dropped().publications());
    }

    private static <T> void counter(MeterRegistry registry, T source, String name, String description,
            ToDoubleFunction<T> number) {
        FunctionCounter.builder(name, source, number).description(description).register(registry);
    }
}
