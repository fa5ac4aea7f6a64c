package dev.anemone.gateway.hub;

import dev.anemone.model.ChannelKey;

/// Whoever answers for a subscriber's being in its channels. Confined to the shard's thread.
public interface Warden {
    /// Lets everybody stay.
    Warden LENIENT = _ -> {};

    /// Access to `channel` was taken from some: look again whether the subscriber may stay, and end its subscription if not.
    void review(ChannelKey channel);
}
