package dev.anemone.server.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/// How many files, connections among them, this process may have open. The JVM raises its own soft limit to the hard
/// one when it starts, so this can be more than `ulimit -n` says.
final class FileLimit {
    /// What a node needs beside its clients' connections: jars, selectors, ports, connections to Redis.
    static final long RESERVED = 100;

    private FileLimit() {}

    /// Open files at one time; empty where the system does not say.
    static OptionalLong files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /// How many connections `files` leave room for.
    static long connections(long files) {
        return Math.max(0, files - RESERVED);
    }
}
