package dev.anemone.store;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// What was published lately. Kept by [Broker#publish] as each publication says.
///
/// A channel's stream outlives its publications: offsets go on where they were, for 30 days after the last publication
/// over Redis and an hour in memory. Whenever something that was confirmed may have been lost, the stream goes on in a
/// new epoch.
public interface History {
    /// Which publications a reader asks for.
    ///
    /// @param since those after this place, which may be of an earlier epoch; [StreamPosition#NONE] for the beginning
    /// @param before those before this place, whose epoch may be an earlier one of the same life; [StreamPosition#NONE] for
    ///     the end
    /// @param limit how many at most; 1 or more
    /// @param newestFirst the last ones in falling order, rather than the first ones in rising order
    /// @param maxAge how long after its publication one is shown
    record Query(StreamPosition since, StreamPosition before, int limit, boolean newestFirst, Duration maxAge) {
        /// All after `since`, in order, however old.
        public static Query allSince(StreamPosition since) {
            return new Query(since, StreamPosition.NONE, Integer.MAX_VALUE, false, Duration.ofDays(36_500));
        }
    }

    /// A publication with its position and the time at which it got it.
    record Entry(Publication publication, Instant published) {}

    /// What there is.
    ///
    /// @param entries in the order that was asked for
    /// @param more whether there are more beyond the limit
    /// @param complete whether nothing is missing between `since` and the publications of its epoch that followed; that is
    ///     so if all are kept that followed, no matter how many are on this page
    /// @param top the last place of the channel; its offset is 0 if nothing was published
    record Page(List<Entry> entries, boolean more, boolean complete, StreamPosition top) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /// Reads a channel's publications. Begins the stream if there is none, so that `top` tells from when on nothing was
    /// published.
    CompletionStage<Page> read(ChannelKey channel, Query query);

    /// The last place of a channel; its offset is 0 if nothing was published. Begins the stream if there is none.
    CompletionStage<StreamPosition> top(ChannelKey channel);

    /// What had to be given up since the start, to keep within bounds. Never blocks.
    ///
    /// @param channels whose history was dropped; those that were dropped again count again
    /// @param publications in it
    record Dropped(long channels, long publications) {}

    /// What this node gave up. Always zero where somebody else keeps the bounds.
    Dropped dropped();
}
