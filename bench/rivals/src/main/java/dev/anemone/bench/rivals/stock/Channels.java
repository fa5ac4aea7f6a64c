package dev.anemone.bench.rivals.stock;

import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who hears which channel. Thread-safe. Sets with O(1) removal, not copy-on-write lists: those would be quadratic where
/// thousands join one channel, which is not what is compared.
final class Channels {
    private final Map<String, Set<WebSocketChannel>> subscribersByChannel = new ConcurrentHashMap<>();

    void join(String channel, WebSocketChannel subscriber) {
        subscribersByChannel.computeIfAbsent(channel, _ -> ConcurrentHashMap.newKeySet()).add(subscriber);
    }

    void leave(String channel, WebSocketChannel subscriber) {
        subscribersByChannel.computeIfPresent(channel, (_, subscribers) -> {
            subscribers.remove(subscriber);
            return subscribers.isEmpty() ? null : subscribers;
        });
    }

    /// Encodes the event once, and sends it to everybody.
    void publish(String event, String channel, String data) {
        Set<WebSocketChannel> subscribers = subscribersByChannel.get(channel);
        if (subscribers == null) {
            return;
        }
        ByteBuffer text = ByteBuffer.wrap(Messages.encode(event, channel, data));
        for (WebSocketChannel subscriber : subscribers) {
            WebSockets.sendText(text.duplicate(), subscriber, null);
        }
    }
}
