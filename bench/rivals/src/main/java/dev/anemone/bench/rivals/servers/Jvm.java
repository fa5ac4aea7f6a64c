package dev.anemone.bench.rivals.servers;

/// What a JVM says about itself when `jcmd` asks.
public record Jvm(long pid) {
    /// Collects all garbage, and returns when that is done.
    public void collect() {
        ask("GC.run");
    }

    /// Bytes of all objects that are reachable, after a collection of its own.
    public long liveHeapBytes() {
        String total = ask("GC.class_histogram").lines().filter(line -> line.startsWith("Total")).findFirst()
                .orElseThrow();
        return Long.parseLong(total.trim().split("\\s+", -1)[2]);
    }

    private String ask(String question) {
        return Commands.output(Workbench.javaTool("jcmd"), Long.toString(pid), question);
    }
}
