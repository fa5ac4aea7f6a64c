package dev.anemone.gateway;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.model.AppId;
import java.util.Map;

/// One node's numbers at one moment, read from the tables that do the work.
///
/// @param connections open connections of sessions
/// @param connectionsByApp the same, by app; apps without any are absent
/// @param channels channels this node hears
/// @param subscriptions subscriptions on this node
/// @param outboxBytes bytes that sockets have not taken yet
/// @param longestDelayNanos by how much an I/O thread came late to its timers, at most, in the last minute or two
/// @param established sessions opened since the start
/// @param received messages of clients since the start
/// @param delivered frames handed to subscribers since the start
/// @param closed connections closed by this side since the start, by code
public record GatewayStats(int connections, Map<AppId, Integer> connectionsByApp, int channels, long subscriptions,
        long outboxBytes, long longestDelayNanos, long established, long received, long delivered,
        Map<CloseCode, Long> closed) {}
