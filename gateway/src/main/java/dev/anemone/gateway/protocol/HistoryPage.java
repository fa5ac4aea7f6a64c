package dev.anemone.gateway.protocol;

import dev.anemone.model.Publication;
import java.time.Instant;
import java.util.List;

/// What a client that asks hears of a channel's past.
///
/// @param events the newest first
/// @param more whether there are older ones
/// @param complete whether nothing is missing among them
public record HistoryPage(List<Event> events, boolean more, boolean complete) {
    /// An event, and when it was published.
    public record Event(Publication publication, Instant published) {}

    public HistoryPage {
        events = List.copyOf(events);
    }
}
