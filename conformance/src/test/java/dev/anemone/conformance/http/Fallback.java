package dev.anemone.conformance.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import dev.anemone.conformance.wire.HttpStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// What pusher-js does without WebSocket, request by request.
final class Fallback {
    static final String QUERY = "protocol=7&client=js&version=8.6.0";

    private static final int SID_LENGTH = 8;
    private static final int SID_DIGITS = 32;

    private final App app;
    private final String key;
    private final String session;
    private String server = "123";
    private int requests;

    private Fallback(App app, String key) {
        this.app = app;
        this.key = key;
        var name = new StringBuilder();
        for (int i = 0; i < SID_LENGTH; i++) {
            name.append(Character.forDigit(ThreadLocalRandom.current().nextInt(SID_DIGITS), SID_DIGITS));
        }
        this.session = name.toString();
    }

    /// A session of `app` that has not begun.
    static Fallback of(App app) {
        return withKey(app, app.credentials().key());
    }

    static Fallback withKey(App app, String key) {
        return new Fallback(app, key);
    }

    /// Chooses the number that is a hint for balancers.
    void server(String number) {
        server = number;
    }

    String path(String verb) {
        return app.endpoint().pathPrefix() + "/pusher/app/" + key + "/" + server + "/" + session + "/" + verb;
    }

    /// A request without a body, or with one.
    Bytes request(String method, String target, String headers, String body) {
        Bytes content = Bytes.utf8(body);
        return Bytes.utf8(method + " " + target + " HTTP/1.1\r\nHost: " + app.endpoint().authority() + "\r\n" + headers
                + "Content-Length: " + content.length() + "\r\n\r\n").then(content);
    }

    private Bytes post(String verb, String query, String body) {
        return request("POST", path(verb) + "?" + query + "t=1700000000000&n=" + ++requests,
                "Content-Type: application/json\r\n", body);
    }

    HttpResponse exchange(Bytes request) {
        try (var connection = HttpConnection.open(app.endpoint())) {
            return connection.exchange(request);
        }
    }

    /// Asks for a response that stays, and reads up to its body.
    HttpStream stream() {
        return stream(QUERY);
    }

    HttpStream stream(String query) {
        return HttpStream.open(app.dial(), post("xhr_streaming", query + "&", ""));
    }

    /// Asks for a response that stays, reads the open frame and the first message, and returns the socket id.
    String connect(HttpStream stream) {
        expectOpen(stream);
        Message first = messages(stream.line()).getFirst();
        if (!first.event().equals("pusher:connection_established")) {
            throw new AssertionError("Expected pusher:connection_established first, got " + first);
        }
        return first.decodedData().path("socket_id").textValue();
    }

    static void expectOpen(HttpStream stream) {
        expectPrelude(stream);
        if (!stream.line().equals("o")) {
            throw new AssertionError("Expected an open frame");
        }
    }

    static void expectPrelude(HttpStream stream) {
        if (!stream.line().matches("h{2048}")) {
            throw new AssertionError("Expected the prelude");
        }
    }

    /// Polls once.
    HttpResponse poll() {
        return poll(QUERY);
    }

    HttpResponse poll(String query) {
        return exchange(post("xhr", query + "&", ""));
    }

    /// Polls until the connection is established, and returns the socket id.
    String connectByPolling() {
        if (!poll().body().equals("o\n")) {
            throw new AssertionError("Expected an open frame alone");
        }
        return messages(poll().body().strip()).getFirst().decodedData().path("socket_id").textValue();
    }

    /// Sends a body as it is.
    HttpResponse sendRaw(String body) {
        return exchange(post("xhr_send", "", body));
    }

    /// Sends one message, which must be taken.
    void send(String event, Map<String, ?> data) {
        sendMessage(Json.text(Map.of("event", event, "data", data)));
    }

    void sendMessage(String message) {
        HttpResponse response = sendRaw(Json.text(List.of(message)));
        if (response.status() != 204 || !response.body().isEmpty()) {
            throw new AssertionError("Expected 204 and nothing, got " + response);
        }
    }

    void subscribe(String channel) {
        send("pusher:subscribe", Map.of("channel", channel, "auth", ""));
    }

    void subscribe(String socketId, String channel) {
        send("pusher:subscribe", Map.of("channel", channel, "auth", app.credentials().auth(socketId, channel)));
    }

    void join(String socketId, String user, String channel) {
        String data = Json.text(Map.of("user_id", user));
        send("pusher:subscribe", Map.of("channel", channel, "channel_data", data, "auth",
                app.credentials().auth(socketId, channel, data)));
    }

    void ping() {
        sendMessage("{\"event\":\"pusher:ping\",\"data\":{}}");
    }

    /// Reads messages up to `count`, heartbeats left out.
    static List<Message> read(HttpStream stream, int count) {
        var messages = new ArrayList<Message>();
        while (messages.size() < count) {
            String line = stream.line();
            if (!line.equals("h")) {
                messages.addAll(messages(line));
            }
        }
        return messages;
    }

    /// The messages of one `a[…]` frame.
    static List<Message> messages(String line) {
        if (!line.startsWith("a[")) {
            throw new AssertionError("Expected messages, got " + line);
        }
        var messages = new ArrayList<Message>();
        for (JsonNode message : Json.parse(line.substring(1))) {
            messages.add(Message.parse(message.textValue()));
        }
        return messages;
    }
}
