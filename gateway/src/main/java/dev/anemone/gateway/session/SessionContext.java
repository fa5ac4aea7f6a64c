package dev.anemone.gateway.session;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.store.Store;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What the sessions of one I/O thread share.
///
/// @param shard confined to that thread, and with it every session made from this
/// @param users this node's signed-in users; thread-safe
/// @param tokens judges access tokens; thread-safe
/// @param clock tells when tokens expire and when signatures were taken
/// @param holders those of that thread whom something was given that can be taken back
/// @param returns when those come back whom this node sends away; thread-safe
/// @param random for jitter only; used by that thread alone
public record SessionContext(GatewayConfig config, Store store, Hub hub, Shard shard, UserDirectory users,
        TokenAccess tokens, InstantSource clock, Holders holders, ReturnPacing returns, RandomGenerator random) {}
