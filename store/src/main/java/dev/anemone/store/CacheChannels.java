package dev.anemone.store;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The last event of each cache channel. Kept by [Broker#publish] when a publication says for how long, whether or not
/// anybody is subscribed, and after the last one has left.
public interface CacheChannels {
    /// A channel's last event.
    ///
    /// @param position its place in the channel; of what the channel's feed brings, only publications beyond it are news
    /// @param remaining how long it will be kept; more than zero
    record LastEvent(EventName event, EventData data, StreamPosition position, Duration remaining) {}

    /// The last event published to `channel`, if there is one that has not expired.
    CompletionStage<Optional<LastEvent>> last(ChannelKey channel);
}
