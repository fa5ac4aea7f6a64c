package dev.anemone.conformance.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.RestApi;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.RawWebSocket;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that logs all it can, through refusals of every kind: it never says a secret.
@Conformance
class SecretsIT {
    private static final String TALKATIVE = """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level = ALL
            dev.anemone.level = ALL
            """;
    private static final String TOKEN_KEY = Tenant.TOKEN_KEY;

    private final List<String> answers = new ArrayList<>();

    @Test
    void noAnswerAndNoLineHoldsASecret(@TempDir Path folder) throws IOException {
        Path logging = Files.writeString(folder.resolve("logging.properties"), TALKATIVE);
        String said;
        try (var server = AnemoneProcess.start(Setup.STANDARD,
                Map.of("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file=" + logging));
                var app = app(server, Tenant.ORDINARY);
                var disabled = app(server, Tenant.DISABLED)) {
            requests(app, disabled);
            sockets(app, disabled);
            tokens(app);
            server.terminate();
            server.awaitExit();
            said = server.said();
        }

        assertThat(answers).hasSizeGreaterThan(25);
        assertThat(said).contains("Anemone ").contains("Auth refused"); // It did log, at the finest level.
        for (String secret : secrets()) {
            assertThat(said).doesNotContain(secret);
            assertThat(answers).noneMatch(answer -> answer.contains(secret));
        }
    }

    private static List<String> secrets() {
        return Stream.concat(Stream.of(Tenant.values()).map(tenant -> tenant.credentials().secret()),
                Stream.of(TOKEN_KEY)).toList();
    }

    private static App app(AnemoneProcess server, Tenant tenant) {
        return new App(server.endpoint(), tenant.credentials());
    }

    private void requests(App app, App disabled) {
        RestApi rest = app.rest();
        note(rest.send(event(rest)), 200);
        note(rest.send(event(rest).spoiling(_ -> "0".repeat(64))), 401);
        note(rest.send(event(rest).spoiling(signature -> signature.substring(1))), 401);
        note(rest.send(event(rest).with("auth_key", "unknown")), 401);
        note(rest.send(event(rest).with("auth_key", disabled.credentials().key())), 401);
        note(rest.send(event(rest).with("auth_timestamp", "1")), 401);
        note(rest.send(event(rest).with("auth_version", "2.0")), 401);
        note(rest.send(event(rest).with("body_md5", "0".repeat(32))), 401);
        note(rest.send(rest.get("/nothing")), 404);
        note(rest.send(rest.request("DELETE", "/events")), 405);
        note(rest.send(rest.request("POST", "/events").body("{")), 400);
        note(rest.events(Map.of("name", "e", "channel", "no channel", "data", "")), 400);
        note(rest.events(Map.of("name", "e", "channel", "c", "data", "x".repeat(20_000))), 413);
        note(rest.events(Map.of("name", "e", "channel", "c", "data", "x".repeat(2 << 20))), 413);
        note(disabled.rest().send(disabled.rest().get("/channels")), 403);
    }

    private void sockets(App app, App disabled) {
        for (HandshakeRequest request : List.of(HandshakeRequest.to("/app/unknown?" + App.USUAL_QUERY),
                HandshakeRequest.to("/nothing"), HandshakeRequest.to(app.path("protocol=1")),
                HandshakeRequest.to(disabled.path(App.USUAL_QUERY)))) {
            answers.add(closing(app.handshake(request).expectUpgraded()));
        }
        PusherConnection client = app.connect();
        String id = client.socketId();
        String right = app.credentials().auth(id, "private-x");
        for (String auth : List.of("", "nonsense", right + "0", right.substring(0, right.length() - 1),
                app.credentials().key() + ":", "unknown:" + "0".repeat(64))) {
            client.sendSubscribe(Map.of("channel", "private-x", "auth", auth));
            client.expectRefused("private-x").forEach(message -> answers.add(message.toString()));
        }
        client.send("pusher:signin", Map.of("user_data", "{\"id\":\"1\"}", "auth", right));
        answers.add(client.expectErrorAndOpen().toString());
        client.sendClientEvent("private-x", "client-x", "");
        answers.add(client.expectErrorAndOpen().toString());
        client.send("{");
        answers.add(client.expectErrorAndOpen().toString());
    }

    private void tokens(App app) {
        String path = "/auth/" + Tenant.WITH_TOKENS.credentials().key() + "/channel";
        for (String token : List.of("", "nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30.",
                "eyJhbGciOiJIUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
            note(given().baseUri("http://" + app.endpoint().authority())
                    .header("Authorization", "Bearer " + token)
                    .contentType("application/json")
                    .body("{\"socket_id\":\"1.1\",\"channel_name\":\"private-x\"}")
                    .post(path), token.isEmpty() ? 401 : 403);
        }
    }

    private static SignedRequest event(RestApi rest) {
        return rest.post("/events", Map.of("name", "e", "channel", "c", "data", ""));
    }

    private void note(Response response, int status) {
        assertThat(response.statusCode()).as(response.body().asString()).isEqualTo(status);
        answers.add(response.headers() + "\n" + response.body().asString());
    }

    private static String closing(RawWebSocket socket) {
        return socket.receiveMessage() + " " + socket.awaitClose();
    }
}
