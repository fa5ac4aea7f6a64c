package dev.anemone.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;

/// The numbers of the process: readiness, memory, threads, collections, CPU, files.
final class ProcessMeters {
    private ProcessMeters() {}

    static void register(MeterRegistry registry, Supplier<List<String>> problems) {
        Gauge.builder("anemone.ready", problems, reasons -> reasons.get().isEmpty() ? 1 : 0)
                .description("1 while /ready answers 200, else 0.")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        // Read from the JVM, which counts from its start; Micrometer's own would count from the first scrape.
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionCounter.builder("jvm.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
                    .description("Garbage collections.")
                    .tags("gc", collector.getName())
                    .register(registry);
            FunctionCounter.builder("jvm.gc.collection.seconds", collector, bean -> bean.getCollectionTime() / 1e3)
                    .description("Time spent in garbage collections.")
                    .tags("gc", collector.getName())
                    .register(registry);
        }
    }
}
