package dev.anemone.conformance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import dev.anemone.conformance.wire.HttpStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The HTTP fallbacks of pusher-js, `xhr_streaming` and `xhr_polling`.
@Conformance
class FallbacksIT {
    private static final String NINE_KILOBYTES = "x".repeat(9_000);

    @Test
    @PC(230)
    void aStreamOpensWithOAndThenTheFirstMessage(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();

        assertThat(stream.head().status()).isEqualTo(200);
        assertThat(client.connect(stream)).matches("[0-9]+\\.[0-9]+");
    }

    @Test
    @PC(231)
    void pollsDoLikewise(App app) {
        assertThat(Fallback.of(app).connectByPolling()).matches("[0-9]+\\.[0-9]+");
    }

    @Test
    @PC(232)
    void whatIsSentIsAnsweredOnTheStream(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);
        String channel = app.channel("sent-");
        client.subscribe(channel);

        Message answer = Fallback.read(stream, 1).getFirst();
        assertThat(answer.event()).isEqualTo("pusher_internal:subscription_succeeded");
        assertThat(answer.channel()).isEqualTo(channel);
    }

    @Test
    @PC(233)
    void anEmptySendIsTakenInSilence(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);

        for (int i = 0; i < 10; i++) {
            assertThat(client.sendRaw("[]").status()).isEqualTo(204);
        }

        client.ping();
        assertThat(Fallback.messages(stream.line()).getFirst().event()).isEqualTo("pusher:pong"); // And no `h` before it.
    }

    @ParameterizedTest
    @PC(234)
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"``| Payload expected.", "[\"a| Broken JSON encoding.",
            "x| Broken JSON encoding.", "{}| Broken JSON encoding.", "[1]| Broken JSON encoding."})
    void aMalformedSendLeavesTheSessionAsItIs(String body, String text, App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);

        HttpResponse refused = client.sendRaw(body);
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.body()).isEqualTo(text);
        client.ping();
        assertThat(Fallback.read(stream, 1).getFirst().event()).isEqualTo("pusher:pong");
    }

    @Test
    @PC(234)
    void aSendToNoSessionIsNotFound(App app) {
        assertThat(Fallback.of(app).sendRaw("[\"{}\"]").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @PC(235)
    @ValueSource(strings = {"xhr_streaming", "xhr", "xhr_send"})
    void browsersMayAskFirst(String verb, App app) {
        Fallback client = Fallback.of(app);
        HttpResponse answer = client.exchange(client.request("OPTIONS", client.path(verb), """
                Origin: https://shop.example\r
                Access-Control-Request-Method: POST\r
                Access-Control-Request-Headers: content-type, x-own\r
                """, ""));

        assertThat(answer.status()).isIn(200, 204);
        assertThat(answer.header("Access-Control-Allow-Origin")).hasValueSatisfying(
                origin -> assertThat(origin).isIn("*", "https://shop.example"));
        assertThat(answer.header("Access-Control-Allow-Methods").orElse("")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("content-type, x-own");
        assertThat(answer.header("Access-Control-Max-Age").map(Integer::parseInt).orElse(0)).isPositive();
    }

    @Test
    @PC(236)
    void everyResponseMayBeReadByAnyPageAndStoredByNobody(App app) {
        Fallback client = Fallback.of(app);

        assertOpenAndUnstored(client.stream().head());
        assertOpenAndUnstored(client.sendRaw("[]"));
        assertOpenAndUnstored(client.sendRaw("x"));
        assertOpenAndUnstored(Fallback.of(app).poll());
        assertOpenAndUnstored(Fallback.of(app).sendRaw("[]"));
    }

    private static void assertOpenAndUnstored(HttpResponse response) {
        assertThat(response.header("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.header("Cache-Control").orElse("")).contains("no-store");
    }

    @Test
    @PC(238)
    void aSecondStreamTakesOverWithoutLoss(App app) {
        Fallback client = Fallback.of(app);
        HttpStream first = client.stream();
        client.connect(first);
        String channel = app.channel("takeover-");
        client.subscribe(channel);
        Fallback.read(first, 1);
        app.rest().publish(channel, "e", "0");
        assertThat(Fallback.read(first, 1).getFirst().data()).isEqualTo("0");

        HttpStream second = client.stream();
        Fallback.expectPrelude(second);
        first.expectEnd();
        for (int i = 1; i <= 20; i++) {
            app.rest().publish(channel, "e", Integer.toString(i));
        }

        assertThat(Fallback.read(second, 20).stream().map(Message::data))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
    }

    /// The old response is full, and its last chunk is still under way when the new one comes.
    @Test
    @PC(238)
    void whatTheOldResponseCouldNotTakeComesWithTheNew(App app) {
        Fallback client = Fallback.of(app);
        client.connect(client.stream());
        String channel = app.channel("takeover-");
        client.subscribe(channel);
        for (int i = 0; i < 60; i++) {
            app.rest().publish(channel, "e", NINE_KILOBYTES);
        }
        HttpStream second = client.stream();
        Fallback.expectPrelude(second);
        app.rest().publish(channel, "last", "");

        String line = second.line();
        while (!line.contains("\\\"event\\\":\\\"last\\\"")) {
            assertThat(line).startsWith("a["); // Neither `o` nor `c`, and never half a line.
            Fallback.messages(line);
            line = second.line();
        }
    }

    @Test
    @PC(240)
    void anUnknownKeyIsToldSoAfterO(App app) {
        Fallback streaming = Fallback.withKey(app, "no-such-key");
        HttpStream stream = streaming.stream();
        assertThat(stream.head().status()).isEqualTo(200);
        Fallback.expectOpen(stream);
        assertThat(stream.line()).startsWith("c[4001,\"");
        stream.expectEnd();

        Fallback polling = Fallback.withKey(app, "no-such-key");
        assertThat(polling.poll().body()).isEqualTo("o\n");
        for (int i = 0; i < 2; i++) {
            HttpResponse refused = polling.poll();
            assertThat(refused.status()).isEqualTo(200);
            assertThat(refused.body()).startsWith("c[4001,\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"protocol=3, 4007", "protocol=abc, 4007", "client=js, 4008", "protocol=7&version=%20;;, 4006"})
    void otherRefusalsAreThoseOfWebSocket(String query, int code, App app) {
        HttpStream stream = Fallback.of(app).stream(query);
        Fallback.expectOpen(stream);

        assertThat(stream.line()).startsWith("c[" + code + ",\"");
    }

    @Test
    void soAreThoseOfTheAppsSettings(@Of(Tenant.DISABLED) App disabled, @Of(Tenant.SSL_ONLY) App sslOnly) {
        for (Map.Entry<App, Integer> refused : Map.of(disabled, 4003, sslOnly, 4000).entrySet()) {
            HttpStream stream = Fallback.of(refused.getKey()).stream();
            Fallback.expectOpen(stream);
            assertThat(stream.line()).startsWith("c[" + refused.getValue() + ",\"");
        }
    }

    @Test
    @PC(242)
    void whatComesBetweenPollsIsKeptInOrder(App app) {
        Fallback client = Fallback.of(app);
        client.connectByPolling();
        String channel = app.channel("between-");
        client.subscribe(channel);
        List<String> expected = new ArrayList<>();
        try (Publisher publisher = app.rest().publisher()) {
            for (int i = 0; i < 50; i++) {
                publisher.publish(channel, "e", Integer.toString(i));
                expected.add(Integer.toString(i));
            }
        }

        List<String> heard = new ArrayList<>();
        while (heard.size() < expected.size()) {
            Fallback.messages(client.poll().body().strip()).stream()
                    .filter(message -> message.event().equals("e"))
                    .forEach(message -> heard.add(message.data()));
        }
        assertThat(heard).isEqualTo(expected);
    }

    @Test
    @PC(243)
    void suchAConnectionIsLikeAnyOther(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        String socketId = client.connect(stream);
        String room = app.channel("presence-");
        client.join(socketId, "here", room);
        assertThat(Fallback.read(stream, 1).getFirst().decodedData().path("presence").path("ids").path(0).asText())
                .isEqualTo("here");
        assertThat(app.rest().users(room)).containsExactly("here");

        PusherConnection socket = app.connect();
        socket.joinAs("there", room);
        assertThat(Fallback.read(stream, 1).getFirst().event()).isEqualTo("pusher_internal:member_added");

        socket.sendClientEvent(room, "client-a", "from there");
        Message heard = Fallback.read(stream, 1).getFirst();
        assertThat(heard.event()).isEqualTo("client-a");
        assertThat(heard.json().path("user_id").asText()).isEqualTo("there");

        client.sendMessage("{\"event\":\"client-b\",\"channel\":\"" + room + "\",\"data\":\"from here\"}");
        assertThat(socket.expectEvent("client-b", room).json().path("user_id").asText()).isEqualTo("here");

        app.rest().json(app.rest().post("/events",
                Map.of("name", "others", "channel", room, "data", "", "socket_id", socketId)));
        app.rest().publish(room, "all", "");
        socket.expectEvent("others", room);
        socket.expectEvent("all", room);
        assertThat(Fallback.read(stream, 1).getFirst().event()).isEqualTo("all");
    }

    @Test
    @PC(244)
    void itIsTerminatedLikeAnyOther(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        String socketId = client.connect(stream);
        String user = app.channel("user-");
        String userData = "{\"id\":\"" + user + "\"}";
        client.send("pusher:signin", Map.of("user_data", userData, "auth",
                app.credentials().userAuth(socketId, userData)));
        assertThat(Fallback.read(stream, 1).getFirst().event()).isEqualTo("pusher:signin_success");

        assertThat(app.rest().send(app.rest().post("/users/" + user + "/terminate_connections", Map.of()))
                .statusCode()).isEqualTo(200);
        assertThat(stream.line()).startsWith("c[4009,\"");
        stream.expectEnd();
    }

    @Test
    @PC(244)
    void aServerThatStopsTellsItToReconnectAtOnceAlsoBetweenTwoPolls(AnemoneProcess process) {
        try (var app = new App(process.endpoint(), Tenant.ORDINARY.credentials())) {
            Fallback streaming = Fallback.of(app);
            HttpStream stream = streaming.stream();
            streaming.connect(stream);
            Fallback polling = Fallback.of(app);
            Bytes poll = polling.request("POST", polling.path("xhr") + "?" + Fallback.QUERY, "", "");
            try (var connection = HttpConnection.open(app.endpoint())) {
                assertThat(connection.exchange(poll).body()).isEqualTo("o\n");
                assertThat(connection.exchange(poll).body()).startsWith("a[");
                Fallback absent = Fallback.of(app);
                absent.connectByPolling();
                process.terminate();

                assertThat(stream.line()).startsWith("c[4200,\"");
                stream.expectEnd();
                assertThat(connection.exchange(poll).body()).startsWith("c[4200,\"");
                assertThat(absent.poll().body()).startsWith("c[4200,\""); // By a new connection.
                assertThat(process.awaitExit()).isZero();
            }
        }
    }

    @Test
    @PC(245)
    void theSessionIsKnownByItsIdAlone(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);
        client.server("7");
        client.ping();
        assertThat(Fallback.read(stream, 1).getFirst().event()).isEqualTo("pusher:pong");
        client.server("999");

        Fallback.expectPrelude(client.stream());
        stream.expectEnd();
    }

    @Test
    void twoAppsMayHaveSessionsOfOneName(App app, @Of(Tenant.NEIGHBOUR) App neighbour) {
        Fallback here = Fallback.of(app);
        HttpStream stream = here.stream();
        here.connect(stream);
        String path = here.path("xhr_send").replace(app.credentials().key(), neighbour.credentials().key());

        assertThat(here.exchange(here.request("POST", path, "", "[\"{}\"]")).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pusher/app/k/1/a/xhr_streaming/more", "/pusher/app/k/1/a.b/xhr", "/pusher/1/2/websocket",
            "/pusher/1/2/3/4/5/6"})
    void thereAreNoOtherPaths(String path, App app) {
        Fallback client = Fallback.of(app);

        assertThat(client.exchange(client.request("POST", path, "", "")).status()).isEqualTo(404);
    }

    @Test
    void aBodyHasABound(App app) {
        Fallback client = Fallback.of(app);
        try (var connection = HttpConnection.open(app.endpoint())) {
            connection.write(Bytes.utf8("POST " + client.path("xhr_send") + " HTTP/1.1\r\nHost: "
                    + app.endpoint().authority() + "\r\nContent-Length: 300000\r\n\r\n[\"x"));

            assertThat(connection.receive().status()).isEqualTo(413); // What follows is not waited for.
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300_000, 3_000_000})
    void whoeverSendsAllOfATooLargeBodyReadsTheAnswer(int length, App app) {
        Fallback client = Fallback.of(app);
        String body = "[\"" + "x".repeat(length) + "\"]";
        HttpResponse declared = client.exchange(client.request("POST", client.path("xhr_send"), "", body));
        HttpResponse chunked = client.exchange(Bytes.utf8("POST " + client.path("xhr_send") + " HTTP/1.1\r\nHost: "
                + app.endpoint().authority() + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"));

        for (HttpResponse answer : List.of(declared, chunked)) {
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).contains("close");
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff(App app) {
        Fallback client = Fallback.of(app);
        Bytes megabyte = Bytes.utf8("x".repeat(1 << 20));
        try (var connection = HttpConnection.open(app.endpoint())) {
            connection.write(Bytes.utf8("POST " + client.path("xhr_send") + " HTTP/1.1\r\nHost: "
                    + app.endpoint().authority() + "\r\nContent-Length: 1000000000000\r\n\r\n"));

            assertThatThrownBy(() -> {
                for (int sent = 0; sent < 100; sent++) {
                    connection.write(megabyte);
                }
            }).isInstanceOf(UncheckedIOException.class);
        }
    }
}
