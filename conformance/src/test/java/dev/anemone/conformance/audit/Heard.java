package dev.anemone.conformance.audit;

import java.util.List;

/// What one connection heard on one channel, from the success of its subscription to the end of the connection.
///
/// @param node where it was subscribed
/// @param since when it knew that it was
/// @param until when the connection ended, or [#OPEN]
/// @param arrivals in the order in which they came
record Heard(String node, String channel, long since, long until, List<Arrival> arrivals) {
    static final long OPEN = Long.MAX_VALUE;

    /// An event, and when it came.
    record Arrival(Event event, long at) {}

    boolean open() {
        return until == OPEN;
    }
}
