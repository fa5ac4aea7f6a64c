package dev.anemone.api.webhooks;

import java.time.Duration;

/// The numbers of webhooks at one moment.
///
/// @param waiting deliveries that are to be sent, by any node
/// @param oldestWaiting how long the oldest of them has waited; 0 if there is none
/// @param attempts requests that this node has made
/// @param delivered deliveries that this node got a 2xx for
/// @param failed deliveries that this node has given up
/// @param droppedEvents events that were lost because too many waited to be read
/// @param overflowed deliveries that were given up because too many waited
public record WebhookStats(long waiting, Duration oldestWaiting, long attempts, long delivered, long failed,
        long droppedEvents, long overflowed) {}
