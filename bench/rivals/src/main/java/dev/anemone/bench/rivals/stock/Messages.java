package dev.anemone.bench.rivals.stock;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JSON of the protocol: messages of clients, requests of publishers, messages of the server. Thread-safe.
final class Messages {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectReader RECEIVED = MAPPER.readerFor(Received.class);
    private static final ObjectReader EVENT = MAPPER.readerFor(Event.class);
    private static final ObjectReader BATCH = MAPPER.readerFor(Batch.class);
    private static final ObjectWriter SENT = MAPPER.writerFor(Sent.class);

    /// What a client says. `data` is an object in the messages that are understood here.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Received(String event, @Nullable JsonNode data) {
        /// The channel that is spoken of, "" if none is.
        String channel() {
            return data == null ? "" : data.path("channel").asText();
        }
    }

    /// One event of a publisher, for one channel or for several.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Event(String name, @Nullable String channel, @Nullable List<String> channels, String data) {
        List<String> everyChannel() {
            if (channels != null) {
                return channels;
            }
            return channel == null ? List.of() : List.of(channel);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Batch(List<Event> batch) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Sent(String event, @Nullable String channel, String data) {}

    private Messages() {}

    static Received received(String text) throws IOException {
        return RECEIVED.readValue(text);
    }

    static Event event(byte[] body) throws IOException {
        return EVENT.readValue(body);
    }

    static List<Event> batch(byte[] body) throws IOException {
        Batch batch = BATCH.readValue(body);
        return batch.batch();
    }

    /// A message of the server, in UTF-8.
    static byte[] encode(String event, @Nullable String channel, String data) {
        try {
            return SENT.writeValueAsBytes(new Sent(event, channel, data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
