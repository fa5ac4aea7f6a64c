package dev.anemone.store.redis;

/// How Redis remembers this node.
enum Standing {
    /// As it should.
    KEPT,
    /// Not at all: Redis came back without its data. Whoever knew of what this node has still does.
    LOST,
    /// As dead: others took out what it had, and told everyone.
    BURIED
}
