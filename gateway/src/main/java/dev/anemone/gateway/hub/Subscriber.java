package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.SocketId;

/// Whoever hears channels: one connection, as the hub sees it. Confined to its shard's thread.
///
/// A shard calls [#deliver] at most once per subscriber and turn; frames that came one by one through [#enqueue] leave
/// with [#flush]. None of them may change the shard's subscriptions before it returns: a broken connection is torn down
/// by a task of its own.
public interface Subscriber {
    /// Names the connection, so that a publisher can leave it out.
    SocketId socketId();

    /// Sends frames that many subscribers share, after everything enqueued before.
    void deliver(Batch batch);

    /// Adds one frame to what will be sent by the next [#flush].
    void enqueue(Frame frame);

    /// Sends what was enqueued, in one write if the socket takes it.
    void flush();
}
