package dev.anemone.conformance.pusher;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Endpoint;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The REST API of one app, as its customer's server uses it. Thread-safe.
public final class RestApi {
    private final Endpoint endpoint;
    private final Credentials credentials;

    public RestApi(Endpoint endpoint, Credentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /// A request to `/apps/{app_id}` and what follows.
    public SignedRequest get(String path) {
        return request("GET", path);
    }

    public SignedRequest post(String path, Object json) {
        return request("POST", path).body(Json.text(json));
    }

    public SignedRequest request(String method, String path) {
        return new SignedRequest(method, endpoint.pathPrefix() + "/apps/" + credentials.appId() + path, credentials);
    }

    public Response send(SignedRequest request) {
        var specification = given().baseUri("http://" + endpoint.authority()).urlEncodingEnabled(false);
        specification.headers(request.headers());
        if (request.body().length() > 0) {
            specification.contentType("application/json").body(request.body().toArray());
        }
        return specification.request(request.method(), request.target());
    }

    /// Sends the request with `target` in its request line, byte by byte, on a connection of its own.
    public HttpResponse sendRaw(SignedRequest request, String target) {
        try (var connection = HttpConnection.open(endpoint)) {
            return connection.exchange(bytes(request, target));
        }
    }

    /// The request as bytes.
    public Bytes bytes(SignedRequest request, String target) {
        return Bytes.utf8(request.method() + " " + target + " HTTP/1.1\r\nHost: " + endpoint.authority()
                + request.headers().entrySet().stream()
                        .map(header -> "\r\n" + header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining())
                + "\r\nContent-Length: " + request.body().length() + "\r\n\r\n").then(request.body());
    }

    /// A server that publishes much, on one connection.
    public Publisher publisher() {
        return new Publisher(this, HttpConnection.open(endpoint));
    }

    /// `POST /events`
    public Response events(Map<String, ?> event) {
        return send(post("/events", event));
    }

    // What tests of other things do on the way, and insist that it succeeds.

    public void publish(String channel, String name, String data) {
        publish(List.of(channel), name, data);
    }

    public void publish(List<String> channels, String name, String data) {
        json(post("/events", Map.of("name", name, "channels", channels, "data", data)));
    }

    /// `GET /channels/{channel}` with the attributes asked for.
    public JsonNode channel(String channel, String info) {
        return json(get("/channels/" + channel).with("info", info));
    }

    public boolean occupied(String channel) {
        return json(get("/channels/" + channel)).path("occupied").booleanValue();
    }

    /// The ids of a presence channel's members.
    public List<String> users(String channel) {
        return json(get("/channels/" + channel + "/users")).path("users").findValuesAsText("id");
    }

    /// The answer to a request that must succeed.
    public JsonNode json(SignedRequest request) {
        return successful(sendRaw(request, request.target()));
    }

    static JsonNode successful(HttpResponse response) {
        if (response.status() != 200) {
            throw new AssertionError("Expected 200, got " + response);
        }
        return Json.parse(response.body());
    }
}
