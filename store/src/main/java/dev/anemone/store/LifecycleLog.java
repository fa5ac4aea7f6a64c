package dev.anemone.store;

import dev.anemone.model.LifecycleEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The queue of what webhooks are to tell. The store itself appends what it alone sees over all nodes: channels that
/// become occupied or vacated, members that come and go, counts that change. Nodes append the rest. Only what some
/// webhook of the event's app wants gets in, so that apps without webhooks cost nothing.
///
/// An event is kept until the one who took it says that it is dealt with. If a reader dies first, another one gets the
/// event again, under the same id. Bounded by [WebhookRules#maxWaitingEvents] and [WebhookRules#maxBytes].
public interface LifecycleLog {
    /// An event in the queue.
    ///
    /// @param id unique, and the same each time the event is read; ascending, as text, within one channel
    /// @param at when it happened, by the store's clock
    record Entry(String id, Instant at, LifecycleEvent event) {}

    /// Takes entries. Called by one thread at a time and in the order of each channel; must not block.
    @FunctionalInterface
    interface Reader {
        /// Deals with entries, oldest first. Further entries may come before these are dealt with, a bounded number: a
        /// reader can wait for company.
        ///
        /// @return completes when the entries are dealt with; a failure has them read again, by this node or another,
        ///     perhaps after later ones
        CompletionStage<Void> read(List<Entry> entries);
    }

    /// Adds an event that has just happened on this node. A [LifecycleEvent.CacheMissed] is left out if one of its
    /// channel was added within [WebhookRules#cacheMissInterval] and the channel has had no event since. Completes when
    /// it will not be lost.
    CompletionStage<Void> append(LifecycleEvent event);

    /// Has `reader` take entries from now on, in competition with the readers of other nodes. Called once at most; nodes
    /// that never call it only append.
    void readBy(Reader reader);

    /// How many events were dropped unread, because too many waited, as far as this node knows. Only grows.
    long dropped();
}
