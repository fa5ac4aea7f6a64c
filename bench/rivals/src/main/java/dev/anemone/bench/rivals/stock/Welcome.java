package dev.anemone.bench.rivals.stock;

import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What happens on a new connection: it is told its socket id, and then heard.
record Welcome(Channels channels) implements WebSocketConnectionCallback {
    @Override
    public void onConnect(WebSocketHttpExchange exchange, WebSocketChannel connection) {
        var listener = new Listener(channels);
        connection.getReceiveSetter().set(listener);
        connection.addCloseTask(listener::left);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String id = random.nextLong(1L << 47) + "." + random.nextLong(1L << 47);
        tell(connection, "pusher:connection_established", null,
                "{\"socket_id\":\"" + id + "\",\"activity_timeout\":120}");
        connection.resumeReceives();
    }

    private static void tell(WebSocketChannel connection, String event, @Nullable String channel, String data) {
        WebSockets.sendText(ByteBuffer.wrap(Messages.encode(event, channel, data)), connection, null);
    }

    /// Hears one connection. Confined to its I/O thread.
    private static final class Listener extends AbstractReceiveListener {
        private final Channels channels;
        private final Set<String> subscribed = new HashSet<>();

        Listener(Channels channels) {
            this.channels = channels;
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel connection, BufferedTextMessage message) throws IOException {
            Messages.Received received = Messages.received(message.getData());
            String channel = received.channel();
            switch (received.event()) {
                case "pusher:subscribe" -> {
                    if (subscribed.add(channel)) {
                        channels.join(channel, connection);
                    }
                    tell(connection, "pusher_internal:subscription_succeeded", channel, "{}");
                }
                case "pusher:unsubscribe" -> {
                    if (subscribed.remove(channel)) {
                        channels.leave(channel, connection);
                    }
                }
                case "pusher:ping" -> tell(connection, "pusher:pong", null, "{}");
                default -> {} // Nothing that a load generator says.
            }
        }

        private void left(WebSocketChannel connection) {
            for (String channel : subscribed) {
                channels.leave(channel, connection);
            }
        }
    }
}
