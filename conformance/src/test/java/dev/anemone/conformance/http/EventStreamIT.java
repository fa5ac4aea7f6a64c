package dev.anemone.conformance.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.tokens.SigningKey;
import dev.anemone.conformance.tokens.Token;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import dev.anemone.conformance.wire.HttpStream;
import java.net.URLEncoder;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /app/{key}/channels/{channel}/events`.
@Conformance
class EventStreamIT {
    private static String path(App app, String channel) {
        return app.endpoint().pathPrefix() + "/app/" + app.credentials().key() + "/channels/"
                + URLEncoder.encode(channel, UTF_8) + "/events";
    }

    private static Bytes get(App app, String target, String headers) {
        return Bytes
                .utf8("GET " + target + " HTTP/1.1\r\nHost: " + app.endpoint().authority() + "\r\n" + headers + "\r\n");
    }

    /// Opens a stream and reads the comment with which it begins, and the id of its beginning.
    private static HttpStream open(App app, String target, String headers) {
        HttpStream stream = begin(app, target, headers);
        id(stream);
        assertThat(stream.line()).isEmpty();
        return stream;
    }

    private static HttpStream begin(App app, String target, String headers) {
        HttpStream stream = HttpStream.open(app.dial(), get(app, target, headers));
        assertThat(stream.head().status()).isEqualTo(200);
        assertThat(stream.line()).startsWith(":");
        assertThat(stream.line()).isEmpty();
        return stream;
    }

    /// Opens a stream that goes on after `id`.
    private static HttpStream resume(App app, String target, String id) {
        return begin(app, target, "Last-Event-ID: " + id + "\r\n");
    }

    private static String id(HttpStream stream) {
        String line = stream.line();
        assertThat(line).startsWith("id: ");
        return line.substring("id: ".length());
    }

    /// The JSON of the next message, which is all that it consists of besides its id.
    private static String message(HttpStream stream) {
        id(stream);
        return unnumbered(stream);
    }

    private static HttpResponse refused(App app, String target) {
        try (var connection = HttpConnection.open(app.endpoint())) {
            return connection.exchange(get(app, target, ""));
        }
    }

    /// The JSON of the next message, which has no id.
    private static String unnumbered(HttpStream stream) {
        String line = stream.line();
        assertThat(line).startsWith("data: ");
        assertThat(stream.line()).isEmpty();
        return line.substring("data: ".length());
    }

    private static String signed(App app, String channel) {
        return new SignedRequest("GET", path(app, channel), app.credentials()).target();
    }

    @Test
    void eachEventIsAMessageWithTheTextOfAWebSocketsFrame(App app) {
        String channel = app.channel("stream-a;b@=,.");
        HttpStream stream = open(app, path(app, channel), "");
        PusherConnection socket = app.connect();
        socket.subscribe(channel);
        app.rest().publish(channel, "greeting", "{\"text\":\"żółw 🐢\\n\"}");
        app.rest().publish(channel, "greeting", "again");

        for (int i = 0; i < 2; i++) {
            assertThat(message(stream)).isEqualTo(socket.expectEvent("greeting", channel).text());
        }
    }

    @Test
    void itsHeadersLetAnyPageReadItAndKeepProxiesFromHoldingIt(App app) {
        HttpResponse head = open(app, path(app, app.channel("stream-")), "Origin: https://shop.example\r\n").head();

        assertThat(head.header("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(head.header("Cache-Control").orElse("")).contains("no-store");
        assertThat(head.header("X-Accel-Buffering")).contains("no");
        assertThat(head.header("Access-Control-Allow-Origin")).contains("*");
        assertThat(head.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void aReaderCountsAsASubscriberUntilItGoes(App app) {
        String channel = app.channel("stream-");
        HttpStream stream = open(app, path(app, channel), "");
        assertThat(app.rest().occupied(channel)).isTrue();

        stream.wire().reset();
        await().until(() -> !app.rest().occupied(channel));
    }

    @Test
    void aCacheChannelBeginsWithItsLastEvent(App app) {
        String channel = app.channel("cache-");
        app.rest().publish(channel, "price", "12");

        HttpStream stream = open(app, path(app, channel), "");

        assertThat(data(unnumbered(stream))).isEqualTo("12");
    }

    private static String data(String message) {
        return Json.parse(message).path("data").asText();
    }

    @Test
    void aReaderThatComesBackHearsWhatItMissedAndThenTheNews(App app) {
        String channel = app.channel("stream-");
        HttpStream first = open(app, path(app, channel), "");
        app.rest().publish(channel, "e", "1");
        String heard = id(first);
        assertThat(data(unnumbered(first))).isEqualTo("1");
        first.close();
        app.rest().publish(channel, "e", "2");
        app.rest().publish(channel, "e", "3");

        HttpStream second = resume(app, path(app, channel), heard);
        app.rest().publish(channel, "e", "4");

        assertThat(data(message(second))).isEqualTo("2");
        assertThat(data(message(second))).isEqualTo("3");
        assertThat(data(message(second))).isEqualTo("4");
    }

    @Test
    void aReaderThatHasHeardNothingGoesOnFromWhereItBegan(App app) {
        String channel = app.channel("stream-");
        HttpStream first = begin(app, path(app, channel), "");
        String beginning = id(first);
        first.close();
        app.rest().publish(channel, "e", "1");

        assertThat(data(message(resume(app, path(app, channel), beginning)))).isEqualTo("1");
    }

    @Test
    void whoMissedNothingHearsTheNewsOnly(App app) {
        String channel = app.channel("cache-");
        app.rest().publish(channel, "e", "1");
        String beginning = id(begin(app, path(app, channel), ""));

        HttpStream stream = open(app, path(app, channel), "Last-Event-ID: " + beginning + "\r\n");
        app.rest().publish(channel, "e", "2");

        assertThat(data(message(stream))).isEqualTo("2");
    }

    @Test
    void whoComesBackTooLateIsToldOfAGapAndHearsTheNews(App app) {
        String channel = app.channel("stream-");
        String beginning = id(begin(app, path(app, channel), ""));
        for (int i = 1; i <= 101; i++) { // One more than a channel keeps, unless told otherwise.
            app.rest().publish(channel, "e", "" + i);
        }

        HttpStream stream = resume(app, path(app, channel), beginning);
        String end = id(stream);
        var gap = Json.parse(unnumbered(stream));
        app.rest().publish(channel, "e", "102");

        assertThat(gap.path("event").asText()).isEqualTo("anemone:gap");
        assertThat(gap.path("channel").asText()).isEqualTo(channel);
        assertThat(Json.parse(gap.path("data").asText()).path("from").asText()).isEqualTo(beginning);
        assertThat(Json.parse(gap.path("data").asText()).path("to").asText()).isEqualTo(end);
        assertThat(data(message(stream))).isEqualTo("102");
    }

    @Test
    void anIdThatIsNoneOfOursIsRefused(App app) {
        HttpStream refused = HttpStream.open(app.dial(),
                get(app, path(app, app.channel("stream-")), "Last-Event-ID: 17\r\n"));

        assertThat(refused.head().status()).isEqualTo(400);
        assertThat(refused.line()).contains("Last-Event-ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-", "private-encrypted-", "private-cache-"})
    void aSignedUrlOpensAPrivateChannel(String kind, App app) {
        String channel = app.channel(kind);
        HttpStream stream = open(app, signed(app, channel), "");
        app.rest().publish(channel, "e", "{}");

        assertThat(Json.parse(message(stream)).path("channel").asText()).isEqualTo(channel);
    }

    @Test
    void whatIsSignedIsThisPathAndNoOther(App app, @Of(Tenant.NEIGHBOUR) App neighbour) {
        String channel = app.channel("private-");
        String good = signed(app, channel);

        assertThat(refused(app, path(app, channel)).status()).isEqualTo(401);
        assertThat(refused(app, good.replace("private-", "private-x")).status()).isEqualTo(401);
        assertThat(refused(app, good + "&more=1").status()).isEqualTo(401);
        assertThat(refused(app, good.substring(0, good.length() - 1)).status()).isEqualTo(401);
        assertThat(
                refused(app, new SignedRequest("GET", path(app, channel), neighbour.credentials()).target()).status())
                .isEqualTo(401);
        assertThat(refused(app, new SignedRequest("GET", path(app, channel), app.credentials())
                .with("auth_timestamp", Long.toString(Instant.now().getEpochSecond() - 3_600)).target()).status())
                .isEqualTo(401);
    }

    @Test
    void aTokenOpensWhatItMaySubscribeTo(@Of(Tenant.WITH_TOKENS) App app) {
        String token = Token.forAMinute().can("private-mine-*", "subscribe").by(SigningKey.hs256(Tenant.TOKEN_KEY));
        String mine = app.channel("private-mine-");
        HttpStream byQuery = open(app, path(app, mine) + "?token=" + token, "");
        HttpStream byHeader = open(app, path(app, mine), "Authorization: Bearer " + token + "\r\n");
        app.rest().publish(mine, "e", "");
        message(byQuery);
        message(byHeader);

        assertThat(refused(app, path(app, app.channel("private-theirs-")) + "?token=" + token).status())
                .isEqualTo(403);
        assertThat(refused(app, path(app, mine) + "?token=nonsense").status()).isEqualTo(401);
    }

    @Test
    void whatCannotBeReadIsAnHttpStatusAndASentence(App app, @Of(Tenant.DISABLED) App disabled) {
        assertRefused(refused(app, path(app, "a b")), 400);
        assertRefused(refused(app, signed(app, app.channel("presence-"))), 403);
        assertRefused(refused(app, signed(app, "#server-to-user-ann")), 403);
        assertRefused(refused(disabled, path(disabled, "news")), 403);
        assertRefused(refused(app, path(app, "news").replace(app.credentials().key(), "no-such-key")), 404);
    }

    private static void assertRefused(HttpResponse response, int status) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(response.body()).matches("[A-Z].*\\.\n");
    }

    @Test
    void anythingButReadingIsNotAllowed(App app) {
        String request = "POST " + path(app, "news") + " HTTP/1.1\r\nHost: " + app.endpoint().authority()
                + "\r\nContent-Length: 0\r\n\r\n";
        try (var connection = HttpConnection.open(app.endpoint())) {
            HttpResponse response = connection.exchange(Bytes.utf8(request));
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.header("Allow")).contains("GET, OPTIONS");
        }
    }

    @Test
    void aServerThatStopsEndsItInGoodOrder(AnemoneProcess process) {
        try (var app = new App(process.endpoint(), Tenant.ORDINARY.credentials())) {
            HttpStream stream = open(app, path(app, "news"), "");

            process.terminate();

            assertThat(stream.line()).startsWith(": 4200 ");
            assertThat(stream.line()).isEmpty();
            stream.expectEnd();
            assertThat(process.awaitExit()).isZero();
        }
    }
}
