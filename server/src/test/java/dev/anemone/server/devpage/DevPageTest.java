package dev.anemone.server.devpage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.server.RunningServer;
import dev.anemone.server.WebSocketClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevPageTest {
    private RunningServer node;

    @BeforeAll
    void start() {
        node = RunningServer.start();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private String get(String host, String more) {
        return node.raw("GET / HTTP/1.1\nHost: " + host + "\n" + more + "Connection: close\n\n");
    }

    private String trigger(String query, String origin, String body) {
        return node.raw("POST /dev/trigger?" + query + " HTTP/1.1\nHost: localhost:" + node.port() + "\n" + origin
                + "Content-Length: " + body.length() + "\nConnection: close\n\n" + body);
    }

    private String ownOrigin() {
        return "Origin: http://localhost:" + node.port() + "\n";
    }

    @Test
    void isSelfContained() {
        HttpResponse<String> page = node.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'; ")
                .contains("connect-src 'self' ws://127.0.0.1:" + node.port() + ";")
                .contains("frame-ancestors 'none'");
        assertThat(page.body()).contains("<meta name=\"app-key\" content=\"app-key\">").doesNotContain("http://")
                .doesNotContain("https://");
    }

    @ParameterizedTest
    @CsvSource({"/dev/page.js, text/javascript; charset=utf-8", "/dev/page.css, text/css; charset=utf-8",
            "/dev/icon.svg, image/svg+xml", "/dev/pusher.min.js, text/javascript; charset=utf-8"})
    void bringsItsFiles(String path, String type) {
        HttpResponse<String> file = node.get(path);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).contains(type);
        assertThat(file.body()).isNotEmpty();
    }

    @Test
    void usesTheRealPusherJs() {
        assertThat(node.get("/dev/pusher.min.js").body()).contains("\"8.6.0\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:6001", "127.0.0.1:6001", "[::1]:6001"})
    void answersToNamesOfThisMachine(String host) {
        assertThat(get(host, "")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:6001", "evil-localhost",
            "127.0.0.2", "0.0.0.0:6001"})
    void answersToNoOtherName(String host) {
        assertThat(get(host, "")).startsWith("HTTP/1.1 403 ").doesNotContain("app-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "https://localhost:6001", "http://localhost:6002", "null",
            "http://localhost"})
    void answersToNoOtherSite(String origin) {
        assertThat(get("localhost:6001", "Origin: " + origin + "\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void triggersOneEvent() throws Exception {
        try (var subscriber = node.webSocket(WebSocketClient.DEV_APP)) {
            subscriber.next();
            subscriber.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"my-channel\"}}");
            assertThat(subscriber.next()).contains("subscription_succeeded");
            assertThat(subscriber.next()).contains("subscription_count");

            assertThat(trigger("channel=my-channel&event=my%20event", ownOrigin(), "{\"a\":1}"))
                    .startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nTriggered.\n");

            assertThat(subscriber.next()).contains("\"event\":\"my event\"", "\"channel\":\"my-channel\"",
                    "\"data\":\"{\\\"a\\\":1}\"");
        }
    }

    @Test
    void triggersNothingForOtherSites() {
        assertThat(trigger("channel=c&event=e", "Origin: http://evil.example\n", "x")).startsWith("HTTP/1.1 403 ");
        assertThat(trigger("channel=c&event=e", "", "x")).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @CsvSource({"channel=bad%20name&event=e, 400", "event=e, 400", "channel=c, 400",
            "channel=c&event=pusher:subscribe, 400"})
    void saysWhatIsWrong(String query, int status) {
        assertThat(trigger(query, ownOrigin(), "x")).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void keepsTheLimitsOfTheApp() {
        assertThat(trigger("channel=c&event=e", ownOrigin(), "x".repeat(10_240))).startsWith("HTTP/1.1 200 ");
        assertThat(trigger("channel=c&event=e", ownOrigin(), "x".repeat(10_241))).startsWith("HTTP/1.1 413 ");
        assertThat(trigger("channel=c&event=e", ownOrigin(), "x".repeat(100_000))).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void readsNoneOfWhatMustBePosted() {
        assertThat(node.get("/dev/trigger?channel=c&event=e").statusCode()).isEqualTo(405);
        assertThat(node.get("/dev/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host: 0.0.0.0", "apps: [{id: 1, key: app-key, secret: app-secret}]",
            "roles: [gateway, auth]"})
    void isThereForTheDevAppOnThisMachineOnly(String yaml) {
        try (var other = RunningServer.start(yaml)) {
            assertThat(other.get("/").statusCode()).isEqualTo(404);
            assertThat(other.get("/dev/trigger").statusCode()).isEqualTo(404);
        }
    }
}
