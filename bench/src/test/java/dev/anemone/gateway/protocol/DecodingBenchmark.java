package dev.anemone.gateway.protocol;

import dev.anemone.bench.jmh.Measured;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// The text of each message that a client may send becomes a [ClientMessage].
@SuppressWarnings("NullAway.Init") // JMH calls the setup first.
public class DecodingBenchmark extends Measured {
    private static final String AUTH = "278d425bdf160c739803:" + "58df8b0c36d6982b82c3ecf6b4662e34".repeat(2);

    /// One message of each kind, as pusher-js writes it.
    public enum Message {
        SUBSCRIBE_PUBLIC("{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"orders-17\"}}",
                ClientMessage.Subscribe.class), SUBSCRIBE_PRIVATE(
                        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"" + AUTH
                                + "\",\"channel\":\"private-orders-17\"}}",
                        ClientMessage.Subscribe.class), SUBSCRIBE_PRESENCE(
                                "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"" + AUTH
                                        + "\",\"channel_data\":\"{\\\"user_id\\\":\\\"10\\\",\\\"user_info\\\":{\\\"name\\\":\\\"Ada\\\"}}\","
                                        + "\"channel\":\"presence-room-7\"}}",
                                ClientMessage.Subscribe.class), UNSUBSCRIBE(
                                        "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"private-orders-17\"}}",
                                        ClientMessage.Unsubscribe.class), PING(
                                                "{\"event\":\"pusher:ping\",\"data\":{}}",
                                                ClientMessage.Ping.class), CLIENT_EVENT(
                                                        "{\"event\":\"client-typing\",\"data\":{\"user\":\"ada\",\"in\":\"room 7\",\"for\":1250},"
                                                                + "\"channel\":\"private-orders-17\"}",
                                                        ClientMessage.ClientEvent.class), SIGN_IN(
                                                                "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
                                                                        + AUTH
                                                                        + "\",\"user_data\":\"{\\\"id\\\":\\\"10\\\",\\\"user_info\\\":{\\\"name\\\":\\\"Ada\\\"}}\"}}",
                                                                ClientMessage.SignIn.class);

        private final String json;
        private final Class<? extends ClientMessage> kind;

        Message(String json, Class<? extends ClientMessage> kind) {
            this.json = json;
            this.kind = kind;
        }
    }

    @Param public Message message;

    private byte[] text;

    @Setup
    public void text() {
        text = message.json.getBytes(StandardCharsets.UTF_8);
        if (!message.kind.isInstance(decode())) {
            throw new IllegalStateException(message + " became " + decode());
        }
    }

    @Benchmark
    public ClientMessage decode() {
        return MessageDecoder.decode(text, 0, text.length);
    }
}
