package dev.anemone.bench.wire;

/// What the clients say (Pusher Channels Protocol 7).
public final class ClientMessages {
    public static final String PONG = "{\"event\":\"pusher:pong\",\"data\":{}}";

    private ClientMessages() {}

    /// Subscribes to a public channel.
    public static String subscribe(String channel) {
        return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}";
    }

    /// Subscribes to a presence channel as a user of its own, signed by ourselves as an application's backend would
    /// (Pusher docs, "Authentication signatures").
    public static String join(String channel, String userId, String socketId, String key, Hmac hmac) {
        String member = "{\"user_id\":\"" + userId + "\"}";
        String auth = key + ":" + hmac.hex(socketId + ":" + channel + ":" + member);
        return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"" + auth
                + "\",\"channel_data\":\"" + member.replace("\"", "\\\"") + "\"}}";
    }
}
