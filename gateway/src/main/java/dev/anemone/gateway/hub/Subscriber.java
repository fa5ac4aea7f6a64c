package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.SocketId;

/// Whoever hears channels: one connection, as the hub sees it. Confined to its shard's thread.
///
/// What a turn has for a subscriber comes through [#deliver] as few batches as their size allows, or frame by frame
/// through [#enqueue], and leaves with [#flush] at the turn's end. None but the last may change the shard's subscriptions
/// before it returns, for the shard is walking them: a broken connection is torn down by a task of its own. None of them
/// throws: that would cost the others their messages.
public interface Subscriber {
    /// Whether it hears what only those understand who know of places in a channel. Once it does, it always does.
    default boolean knowsPlaces() {
        return false;
    }

    /// Names the connection, so that a publisher can leave it out.
    SocketId socketId();

    /// Sends frames that many subscribers share, after everything enqueued before.
    void deliver(Batch batch);

    /// Adds one frame to what will be sent by the next [#flush].
    void enqueue(Frame frame);

    /// Gives up: more waits for it than its outbox may have, because the channel it is entering is still being confirmed.
    void overflow();

    /// Sends what was enqueued, in one write if the socket takes it.
    void flush();
}
