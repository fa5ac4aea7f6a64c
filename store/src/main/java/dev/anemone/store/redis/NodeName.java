package dev.anemone.store.redis;

import dev.anemone.store.StoreUnavailableException;

/// The name under which this node is alive. Thread-safe.
final class NodeName {
    private final String first;
    private volatile String current;
    private int lives = 1;

    NodeName(String first) {
        this.first = first;
        this.current = first;
    }

    String current() {
        return current;
    }

    /// Takes a name that no other life of this node had. Called by one thread.
    void renew() {
        lives++;
        current = first + "-" + lives;
    }

    /// Why Redis refused something of a node that was declared dead.
    static StoreUnavailableException takenForDead() {
        return new StoreUnavailableException("The other nodes took this one for dead; it is about to come back.", null);
    }
}
