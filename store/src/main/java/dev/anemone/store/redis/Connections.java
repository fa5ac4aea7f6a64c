package dev.anemone.store.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// The connections to one Redis, or to all masters of a Cluster: to each of them one for commands and one for
/// subscriptions. All live and die together: a node that can publish but not hear, or reach some of a Cluster, would be an
/// island and not know it. Thread-safe.
abstract class Connections {
    /// Hears the connections on the driver's threads; must return at once.
    interface Listener {
        /// A message came in on the pub/sub channel `name`; one at a time for each channel.
        ///
        /// @param redis through which of them, an index of [Connections#tags]
        void received(int redis, String name, byte[] payload);

        /// Redis confirmed one subscription to `name`.
        void subscribed(String name);

        /// One of them is gone, or no longer at the right Redis; perhaps said twice.
        void ended(LinkFailure why);
    }

    /// For each Redis, a hash tag of names that it has.
    abstract List<String> tags();

    /// Names the one listener. It also hears of a connection that was gone before.
    abstract void listen(Listener listener);

    /// Where commands go.
    abstract Commands commands();

    /// Subscribes to all `names`; each confirmation goes to the listener.
    ///
    /// @return completes with an error if Redis refuses
    abstract CompletionStage<Void> subscribe(List<String> names);

    /// Takes back one subscription.
    ///
    /// @return completes with an error if Redis refuses
    abstract CompletionStage<Void> unsubscribe(String name);

    /// Completes when the last message has been handed on and every waiting command has failed.
    abstract CompletionStage<Void> close();
}
