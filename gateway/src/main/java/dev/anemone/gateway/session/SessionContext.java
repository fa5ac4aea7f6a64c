package dev.anemone.gateway.session;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.store.Store;
import java.util.random.RandomGenerator;

/// What the sessions of one I/O thread share.
///
/// @param shard confined to that thread, and with it every session made from this
/// @param users this node's signed-in users; thread-safe
/// @param random for jitter only; used by that thread alone
public record SessionContext(GatewayConfig config, Store store, Hub hub, Shard shard, UserDirectory users,
        RandomGenerator random) {}
