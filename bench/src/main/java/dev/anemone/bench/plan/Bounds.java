package dev.anemone.bench.plan;

/// Checks what a plan is made of.
final class Bounds {
    private Bounds() {}

    static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": expected " + min + " to " + max + ", got " + value);
        }
    }
}
