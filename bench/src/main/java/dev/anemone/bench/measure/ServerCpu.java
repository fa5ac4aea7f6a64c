package dev.anemone.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads what a process of this machine has used, all of its threads together, from `/proc/PID/stat` (proc_pid_stat(5)).
/// Exact to a hundredth of a second.
///
/// @param pid the process
public record ServerCpu(long pid) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that Java runs on.
    private static final int USER_TICKS = 11; // Counted from the state, which follows the name.
    private static final int SYSTEM_TICKS = 12;

    /// CPU time since the process began.
    ///
    /// @throws IOException if there is no such process, or no `/proc`
    public Cpu read() throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    static Cpu parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1); // The name may hold anything.
        return new Cpu(Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
                Long.parseLong(fields[SYSTEM_TICKS]) / TICKS_PER_SECOND);
    }
}
