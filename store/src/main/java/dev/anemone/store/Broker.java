package dev.anemone.store;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Carries what happens in channels to every node with a subscriber, at most once: a partitioned or restarting node
/// misses what was published meanwhile.
///
/// **Order.** All nodes see a channel's messages in the same order. If the stage of one `publish` completes before
/// another is called, every node delivers them in that order; so it does with the publications of one call.
///
/// **Never local-first.** A node hears its own publications through the broker like any other node.
public interface Broker {
    /// Hears every message of the channels this node subscribed to. Called by one thread at a time for each channel, in
    /// the channel's order; must return at once and never block.
    interface Listener {
        /// A message that arrived.
        void received(ChannelMessage message);
    }

    /// Names the one listener of this node. Called once, before the first [#subscribe].
    void listen(Listener listener);

    /// Publishes to every node with a subscriber, this one included. One flush, however many publications; not atomic
    /// across channels.
    ///
    /// @return for each publication in turn, its new position, or [StreamPosition#NONE] on a channel without history;
    ///     completes with [StoreUnavailableException] if unconfirmed: any of them may or may not have been delivered
    CompletionStage<List<StreamPosition>> publish(List<Publication> publications);

    /// Starts delivery of `channel` to this node. Idempotent.
    ///
    /// @return completes once its messages are flowing; with [StoreUnavailableException] if that takes too long. They may
    ///     still begin to flow later then, until [#unsubscribe]
    CompletionStage<Void> subscribe(ChannelKey channel);

    /// Stops delivery. Messages already under way may still arrive. Idempotent. For one channel, calls of `subscribe`
    /// and `unsubscribe` come one at a time and take effect in that order.
    void unsubscribe(ChannelKey channel);
}
