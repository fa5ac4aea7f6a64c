package dev.anemone.bench.rivals.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// One thing that a run measures. Of the server, unless it says otherwise; less is better, except for rates.
public enum Figure {
    CPU_PER_MILLION("serverCpuSecondsPerMillionDeliveries", "CPU s per million deliveries", 3), CPU_PER_PUBLISH(
            "serverCpuMicrosPerPublish", "CPU µs per publish",
            1), USER_PERCENT("serverUserPercent", "user %", 0), DELIVERIES_PER_SECOND("deliveriesPerSecond",
                    "deliveries/s",
                    0), PUBLISHES_PER_SECOND("publishesPerSecond", "publishes/s", 0), LAST_P50("lastDeliveryP50Millis",
                            "last delivery p50, ms", 1), LAST_P99("lastDeliveryP99Millis", "last delivery p99, ms", 1),
    /// Of every delivery to those who read.
    P50("deliveryP50Millis", "delivery p50, ms", 2), P99("deliveryP99Millis", "delivery p99, ms", 2), MAX(
            "deliveryMaxMillis", "latest delivery, ms", 1), FRAMES_PER_READ("framesPerRead", "frames per read", 1),
    /// Near 100 the generator is the limit of rates and latencies. CPU figures are not affected.
    GENERATOR_PERCENT("generatorPercentOfItsCore", "generator % of its core", 0), CONNECT_CPU(
            "serverCpuMicrosPerConnection", "CPU µs per connection", 1), CONNECTIONS("connections", "connections",
                    0), RSS_PER_CONNECTION("residentBytesPerConnection", "process memory per connection, B",
                            0), HEAP_PER_CONNECTION("heapBytesPerConnection", "live heap per connection, B", 0),
    /// From the moment when the sockets are dropped until the last descriptor is gone.
    DISCONNECT_CPU("serverCpuSecondsOfDisconnect", "CPU s of the disconnect", 2), DISCONNECT_SECONDS(
            "secondsUntilAllDescriptorsGone", "all gone after, s",
            2), QUIET_P99("quietDeliveryP99Millis", "delivery p99 without, ms", 2),
    /// What the disconnect adds to the p99 of the others' deliveries.
    ADDED_P99("addedDeliveryP99Millis", "added to p99, ms", 2),
    /// The most that waited for a reader, as a share of the bound on one connection.
    WAITING_SHARE("mostWaitingShareOfBound", "most waiting, of the bound", 2), HEAP_DRIFT(
            "liveHeapPercentOfFirstMinute", "live heap, % of the first minute's",
            1), DIRECT_DRIFT("directMemoryPercentOfFirstMinute", "direct memory, % of the first minute's", 1),
    /// Connections, subscriptions and descriptors that should be gone and are not.
    LEFT_BEHIND("leftBehind", "left behind", 0);

    private final String key;
    private final String title;
    private final int decimals;

    Figure(String key, String title, int decimals) {
        this.key = key;
        this.title = title;
        this.decimals = decimals;
    }

    /// Its name in files; the unit is in it.
    @JsonValue
    public String key() {
        return key;
    }

    /// Its name in tables.
    public String title() {
        return title;
    }

    /// A value as tables have it.
    public String format(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
