package dev.anemone.store;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.Publication;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Carries what happens in channels to every node with a subscriber, each thing at most once. What is kept in a channel's
/// history reaches every subscribed node, late if need be; where that cannot be had any more, or may not, the node hears a
/// [dev.anemone.model.HistoryGap] in its place. All else a node misses that is partitioned or restarts.
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
    /// across channels. What has a key is published once, however often it is sent while the key is remembered; a call with
    /// several keys first asks whether one of them stands for something else.
    ///
    /// @return completes with [StoreUnavailableException] if unconfirmed: any of them may or may not have been delivered.
    ///     Sent again with the same keys, each is delivered once
    CompletionStage<PublishResult> publish(List<Publication> publications);

    /// How this node fared with what was published to channels with history, since the start.
    ///
    /// @param repairs times at which something had not arrived and was read from history
    /// @param repaired publications that reached subscribers that way
    /// @param gaps times at which something may have been lost for good, and subscribers were told
    record Continuity(long repairs, long repaired, long gaps) {
        /// Nothing was ever missing.
        public static final Continuity NONE = new Continuity(0, 0, 0);
    }

    /// How this node has fared. Never blocks.
    Continuity continuity();

    /// Starts delivery of `channel` to this node. Idempotent.
    ///
    /// @return completes once its messages are flowing; with [StoreUnavailableException] if that takes too long. They may
    ///     still begin to flow later then, until [#unsubscribe]
    CompletionStage<Void> subscribe(ChannelKey channel);

    /// Stops delivery. Messages already under way may still arrive. Idempotent. For one channel, calls of `subscribe`
    /// and `unsubscribe` come one at a time and take effect in that order.
    void unsubscribe(ChannelKey channel);
}
