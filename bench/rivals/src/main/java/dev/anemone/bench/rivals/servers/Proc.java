package dev.anemone.bench.rivals.servers;

import dev.anemone.bench.measure.ServerCpu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the kernel says about a process, in `/proc/PID`.
public record Proc(long pid) {
    /// CPU time of all its threads so far, in steps of 10 ms.
    public double cpuSeconds() {
        try {
            return new ServerCpu(pid).read().seconds();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Memory that is resident, counted exactly (`statm` is not). Without the kernel's memory for its sockets.
    public long residentBytes() {
        return read("smaps_rollup").lines()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                .findFirst()
                .orElseThrow();
    }

    /// Files and sockets that it has open.
    public int descriptors() {
        try (Stream<Path> open = Files.list(file("fd"))) {
            return Math.toIntExact(open.count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many it may have open.
    public long maxDescriptors() {
        return read("limits").lines()
                .filter(line -> line.startsWith("Max open files"))
                .mapToLong(line -> Long.parseLong(line.split("\\s{2,}", -1)[1]))
                .findFirst()
                .orElseThrow();
    }

    private String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
