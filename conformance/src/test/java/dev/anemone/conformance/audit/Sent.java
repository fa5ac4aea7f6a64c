package dev.anemone.conformance.audit;

/// What a publisher knows of an event. All times are [System#nanoTime] of one machine.
///
/// @param began when it was first tried; later tries carry the same idempotency key
/// @param accepted when the service said yes, or [#NEVER]: it may have been delivered all the same
record Sent(Event event, long began, long accepted) {
    static final long NEVER = Long.MAX_VALUE;

    boolean confirmed() {
        return accepted != NEVER;
    }
}
