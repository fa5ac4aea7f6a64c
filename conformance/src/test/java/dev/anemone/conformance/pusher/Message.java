package dev.anemone.conformance.pusher;

import com.fasterxml.jackson.databind.JsonNode;

/// One text message of the server.
///
/// @param text as received
public record Message(String text, JsonNode json) {
    /// Reads a message that came by any transport.
    public static Message parse(String text) {
        return new Message(text, Json.parse(text));
    }

    public String event() {
        return json.path("event").asText("(no event)");
    }

    public String channel() {
        return json.path("channel").asText("(no channel)");
    }

    /// The value of `data`, which must be a string.
    public String data() {
        JsonNode data = json.path("data");
        if (!data.isTextual()) {
            throw new AssertionError("Expected data to be a string, got " + text);
        }
        return data.textValue();
    }

    /// What the string in `data` says, as JSON.
    public JsonNode decodedData() {
        return Json.parse(data());
    }

    public boolean isError() {
        return event().equals("pusher:error");
    }

    @Override
    public String toString() {
        return text;
    }
}
