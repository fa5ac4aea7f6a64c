package dev.anemone.bench.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a server tells besides the events published (Pusher Channels Protocol 7, "Events").
public sealed interface ServerMessage {
    /// `pusher:connection_established`
    record Established(String socketId) implements ServerMessage {}

    /// `pusher_internal:subscription_succeeded`
    record Subscribed(String channel) implements ServerMessage {}

    /// `pusher:ping`
    record Ping() implements ServerMessage {}

    /// `pusher:error` and `pusher:subscription_error`
    ///
    /// @param code 0 if the server gave none
    record Refused(int code, String sentence) implements ServerMessage {}

    /// Anything else.
    record Other(String event) implements ServerMessage {}

    /// Reads a message that is not an event of ours.
    static ServerMessage decode(byte[] bytes, int from, int length) throws ProtocolFault {
        try {
            JsonNode message = Json.MAPPER.readTree(bytes, from, length);
            String event = message.path("event").asText();
            return switch (event) {
                case "pusher:connection_established" -> new Established(data(message).path("socket_id").asText());
                case "pusher_internal:subscription_succeeded" -> new Subscribed(message.path("channel").asText());
                case "pusher:ping" -> new Ping();
                case "pusher:error", "pusher:subscription_error" -> refused(message);
                default -> new Other(event);
            };
        } catch (IOException malformed) {
            throw new ProtocolFault("The server sent a message that is no JSON: "
                    + new String(bytes, from, Math.min(length, 80), StandardCharsets.UTF_8));
        }
    }

    private static Refused refused(JsonNode message) throws JsonProcessingException {
        JsonNode data = data(message);
        String sentence = data.path("message").asText(data.path("error").asText(data.toString()));
        @Nullable
        JsonNode channel = message.get("channel");
        return new Refused(data.path("code").asInt(data.path("status").asInt()),
                channel == null ? sentence : channel.asText() + ": " + sentence);
    }

    /// `data` is JSON text in a string, by custom; some servers send it as it is.
    private static JsonNode data(JsonNode message) throws JsonProcessingException {
        JsonNode data = message.path("data");
        return data.isTextual() ? Json.MAPPER.readTree(data.asText()) : data;
    }
}
