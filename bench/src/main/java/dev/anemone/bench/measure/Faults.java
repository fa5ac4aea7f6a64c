package dev.anemone.bench.measure;

import java.util.SortedMap;

/// What went wrong, warm-up included.
///
/// @param lost deliveries that had not arrived 10 seconds after the event was sent
/// @param duplicated deliveries that arrived more than once
/// @param outOfOrder deliveries that came after a later event of the same publisher and channel
/// @param stray frames for a channel that the connection has not subscribed to, or that came too late
/// @param unsent events that were due and could not be sent in time, because the server had not answered earlier ones
/// @param closes connections that the server closed, by close code; 1006 where there was no close frame
/// @param errors of `pusher:error`, by code
public record Faults(long lost, long duplicated, long outOfOrder, long stray, long unsent,
        SortedMap<Integer, Long> closes, SortedMap<Integer, Long> errors) {

    /// Whether the server delivered exactly what was published, to everybody.
    public boolean none() {
        return lost == 0 && duplicated == 0 && stray == 0 && unsent == 0 && closes.isEmpty() && errors.isEmpty();
    }
}
