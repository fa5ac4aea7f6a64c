package dev.anemone.server.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many files, connections among them, this process may have open. The JVM raises its own soft limit to the hard
/// one when it starts, so this can be more than `ulimit -n` says.
final class FileLimit {
    /// What a node needs beside its clients' connections: jars, selectors, ports, connections to Redis.
    static final long RESERVED = 100;

    /// Linux tells it for less than the JVM's management beans would take to start.
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d{1,18}) ");

    private FileLimit() {}

    /// Open files at one time; empty where the system does not say.
    static OptionalLong files() {
        try {
            Matcher line = OPEN_FILES.matcher(Files.readString(LIMITS));
            if (line.find()) {
                return OptionalLong.of(Long.parseLong(line.group(1)));
            }
        } catch (IOException _) {
            // Not Linux: the management beans know.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /// How many connections `files` leave room for.
    static long connections(long files) {
        return Math.max(0, files - RESERVED);
    }
}
