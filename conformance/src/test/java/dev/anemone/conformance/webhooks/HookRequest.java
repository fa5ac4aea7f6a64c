package dev.anemone.conformance.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import dev.anemone.conformance.pusher.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/// One request that a backend received.
///
/// @param arrived when its body was complete
public record HookRequest(String method, Headers headers, String body, Instant arrived) {
    /// The values of a header, joined if there are several; empty if there is none.
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : String.join(" + ", values);
    }

    public JsonNode json() {
        return Json.parse(body);
    }

    public List<JsonNode> events() {
        return StreamSupport.stream(json().path("events").spliterator(), false).toList();
    }

    /// Whether it tells something of `channel`.
    public boolean concerns(String channel) {
        return events().stream().anyMatch(event -> event.path("channel").asText().equals(channel));
    }
}
