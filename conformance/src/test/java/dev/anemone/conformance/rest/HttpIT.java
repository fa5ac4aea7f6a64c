package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP as clients speak it: connections kept, bodies in chunks, paths that lead nowhere.
@Conformance
class HttpIT {
    @Test
    @PC(179)
    void oneConnectionCarriesAHundredRequests(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("kept-alive-");
        client.subscribe(channel);

        try (var connection = HttpConnection.open(app.endpoint())) {
            for (int i = 0; i < 100; i++) {
                SignedRequest request = event(app, channel, Integer.toString(i));
                assertThat(connection.exchange(app.rest().bytes(request, request.target())).status()).isEqualTo(200);
                assertThat(client.expectEvent("e", channel).data()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    @PC(179)
    void requestsMayBePipelined(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("pipelined-");
        client.subscribe(channel);
        SignedRequest first = event(app, channel, "1");
        SignedRequest second = event(app, channel, "2");

        try (var connection = HttpConnection.open(app.endpoint())) {
            connection.write(app.rest().bytes(first, first.target()).then(
                    app.rest().bytes(second, second.target())));

            assertThat(connection.receive().status()).isEqualTo(200);
            assertThat(connection.receive().status()).isEqualTo(200);
        }
        assertThat(client.expectEvent("e", channel).data()).isEqualTo("1");
        assertThat(client.expectEvent("e", channel).data()).isEqualTo("2");
    }

    @Test
    @PC(179)
    void aBodyMayComeInChunks(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("chunked-");
        client.subscribe(channel);
        SignedRequest request = event(app, channel, "in pieces");

        try (var connection = HttpConnection.open(app.endpoint())) {
            connection.write(Bytes.utf8("POST " + request.target() + " HTTP/1.1\r\nHost: "
                    + app.endpoint().authority() + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
            for (int i = 0; i < request.body().length(); i++) {
                connection.write(Bytes.utf8("1\r\n").then(request.body().slice(i, i + 1)).then(Bytes.utf8("\r\n")));
            }
            connection.write(Bytes.utf8("0\r\n\r\n"));

            assertThat(connection.receive().status()).isEqualTo(200);
        }
        assertThat(client.expectEvent("e", channel).data()).isEqualTo("in pieces");
    }

    @Test
    @PC(179)
    void aClientThatAsksIsToldToGoOn(App app) {
        SignedRequest request = event(app, app.channel("patient-"), "x");

        try (var connection = HttpConnection.open(app.endpoint())) {
            HttpResponse first = connection.exchange(Bytes.utf8("POST " + request.target()
                    + " HTTP/1.1\r\nHost: " + app.endpoint().authority() + "\r\nExpect: 100-continue"
                    + "\r\nContent-Length: " + request.body().length() + "\r\n\r\n"));
            assertThat(first.status()).isEqualTo(100);

            assertThat(connection.exchange(request.body()).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @PC(179)
    @ValueSource(strings = {"HTTP/1.0\r\n", "HTTP/1.1\r\nConnection: close\r\n"})
    void aClientMayWantOneAnswerOnly(String versionAndHeaders, App app) {
        SignedRequest request = app.rest().get("/channels");

        try (var connection = HttpConnection.open(app.endpoint())) {
            HttpResponse response = connection.exchange(Bytes.utf8("GET " + request.target() + " "
                    + versionAndHeaders + "Host: " + app.endpoint().authority() + "\r\n\r\n"));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).startsWith("{\"channels\":{");
        }
    }

    @ParameterizedTest
    @PC(215)
    @ValueSource(strings = {"/event", "/events/1", "/channels/x/user", "/channels/x/y/users", "/", "", "/channels/"})
    void anUnknownPathIsNotFound(String path, App app) {
        assertThat(app.rest().send(app.rest().get(path)).statusCode()).isEqualTo(404);
    }

    @Test
    @PC(215)
    void anotherMethodIsNotAllowed(App app) {
        assertThat(app.rest().send(app.rest().get("/events")).statusCode()).isIn(404, 405);
        assertThat(app.rest().send(app.rest().post("/channels", Map.of())).statusCode()).isIn(404, 405);
        assertThat(app.rest().send(app.rest().request("DELETE", "/channels/x")).statusCode()).isIn(404, 405);
    }

    private static SignedRequest event(App app, String channel, String data) {
        return app.rest().post("/events", Map.of("name", "e", "channel", channel, "data", data));
    }
}
