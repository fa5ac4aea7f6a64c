/// The store over Redis, which many nodes share. Apps and publications go through it; what each node still keeps for
/// itself is named by [RedisStore#notShared].
///
/// The driver's types stay in this package. One thread of our own keeps the connections; nothing blocks on the driver's
/// threads, and nobody but [RedisStore#connect] blocks at all.
@NullMarked
package dev.anemone.store.redis;

import org.jspecify.annotations.NullMarked;
