package dev.anemone.store;

import dev.anemone.model.AppId;

/// How many connections each app has open, over all nodes. Nothing here waits: what this node has is told to the others,
/// and what they have is learned, once in each half of a flush interval (100 ms), so that what a node knows of the others
/// is at most one interval old, plus the way to the store and back. While the store is away it is what was last heard.
public interface ConnectionCounts {
    /// Says how many connections of `app` this node has open from now on; replaces what it said before. Calls for one app
    /// come one at a time.
    void report(AppId app, int connections);

    /// How many the other nodes have open.
    int elsewhere(AppId app);
}
