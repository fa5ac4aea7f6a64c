package dev.anemone.conformance.pusher;

import dev.anemone.conformance.wire.HttpConnection;
import java.util.Collections;
import java.util.Map;

/// A customer's server that publishes event after event on one HTTP connection, each after the one before was accepted.
/// Confined to one thread at a time.
public final class Publisher implements AutoCloseable {
    private final RestApi api;
    private final HttpConnection connection;

    Publisher(RestApi api, HttpConnection connection) {
        this.api = api;
        this.connection = connection;
    }

    public void publish(String channel, String name, String data) {
        send(api.post("/events", event(channel, name, data)));
    }

    /// The same event several times, in one batch.
    public void publishTimes(int times, String channel, String name, String data) {
        send(api.post("/batch_events", Map.of("batch", Collections.nCopies(times, event(channel, name, data)))));
    }

    private static Map<String, String> event(String channel, String name, String data) {
        return Map.of("name", name, "channel", channel, "data", data);
    }

    private void send(SignedRequest request) {
        RestApi.successful(connection.exchange(api.bytes(request, request.target())));
    }

    @Override
    public void close() {
        connection.close();
    }
}
