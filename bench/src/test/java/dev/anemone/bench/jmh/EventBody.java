package dev.anemone.bench.jmh;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

/// Bodies of requests that publish, as server libraries write them.
public final class EventBody {
    private EventBody() {}

    /// `POST /events` to one channel.
    ///
    /// @param dataBytes of the event's data, before it is escaped
    public static byte[] one(int dataBytes) {
        return bytes(json("\"channels\":[\"private-orders-17\"]", dataBytes));
    }

    /// `POST /batch_events`, each event to the same channel.
    ///
    /// @param dataBytes of each event's data, before it is escaped
    public static byte[] batch(int events, int dataBytes) {
        String event = json("\"channel\":\"private-orders-17\"", dataBytes);
        return bytes("{\"batch\":[" + String.join(",", Collections.nCopies(events, event)) + "]}");
    }

    private static String json(String channel, int dataBytes) {
        return "{\"name\":\"order-shipped\",\"data\":"
                + new String(Payloads.data(dataBytes).token(), StandardCharsets.UTF_8) + "," + channel + "}";
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
