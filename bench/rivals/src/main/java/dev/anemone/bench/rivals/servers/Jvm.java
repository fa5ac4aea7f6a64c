package dev.anemone.bench.rivals.servers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM says about itself when `jcmd` asks.
public record Jvm(long pid) {
    private static final Pattern CLASS = Pattern.compile("^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)");

    /// Collects all garbage, and returns when that is done.
    public void collect() {
        ask("GC.run");
    }

    /// Bytes of all objects that are reachable, after a collection of its own. Not of what fills the places of dead ones: the
    /// collector may leave up to a twentieth of the old generation as it is rather than move all that is behind it.
    public long liveHeapBytes() {
        return ask("GC.class_histogram").lines().map(CLASS::matcher).filter(Matcher::find)
                .filter(line -> !line.group(2).contains("jdk.internal.vm.Filler"))
                .mapToLong(line -> Long.parseLong(line.group(1))).sum();
    }

    private String ask(String question) {
        return Commands.output(Workbench.javaTool("jcmd"), Long.toString(pid), question);
    }
}
