/// The store over Redis, which many nodes share. Each change is a script in `resources/lua`; what a node has, it also
/// remembers itself ([Holdings]), so that it survives Redis and a dead node does not ([RedisNode]).
///
/// The driver's types stay in this package. One thread of our own keeps the connections; nothing blocks on the driver's
/// threads, and nobody but [RedisStore#connect] blocks at all.
@NullMarked
package dev.anemone.store.redis;

import org.jspecify.annotations.NullMarked;
