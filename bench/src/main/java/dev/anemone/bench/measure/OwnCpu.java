package dev.anemone.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// What this process used itself, without which no figure of a load generator can be believed.
///
/// @param processNanos all threads: the loop, the compiler, the collector
/// @param threadNanos the thread that serves the sockets: near a whole core, it and not the server is measured
public record OwnCpu(long processNanos, long threadNanos) {
    /// Reads both, now.
    public static OwnCpu read(long threadId) {
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new OwnCpu(process.getProcessCpuTime(), ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId));
    }

    public OwnCpu minus(OwnCpu earlier) {
        return new OwnCpu(processNanos - earlier.processNanos, threadNanos - earlier.threadNanos);
    }
}
