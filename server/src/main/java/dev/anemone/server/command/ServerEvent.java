package dev.anemone.server.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A message of the server, as a client decodes it.
///
/// @param channel `null` for what concerns the connection
/// @param data the string that travelled; JSON text where the data was no string; empty if there was none
record ServerEvent(String event, @Nullable String channel, String data) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// The message in `frame`, or empty if it is none.
    static Optional<ServerEvent> decode(String frame) {
        JsonNode message;
        try {
            message = MAPPER.readTree(frame);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
        if (!message.path("event").isTextual()) {
            return Optional.empty();
        }
        JsonNode data = message.path("data");
        return Optional.of(new ServerEvent(message.path("event").textValue(), message.path("channel").textValue(),
                data.isTextual() ? data.textValue() : data.isMissingNode() ? "" : data.toString()));
    }

    /// A member of the data, which is JSON text; empty if there is none.
    String detail(String name) {
        try {
            return MAPPER.readTree(data).path(name).asText("");
        } catch (JsonProcessingException _) {
            return "";
        }
    }
}
