package dev.anemone.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anemone.server.RunningServer;
import dev.anemone.server.WebSocketClient;
import dev.anemone.server.http.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
    private static void assertAnswer(HttpResponse<String> response, int status, String body) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void isLiveAndReady() {
        try (var node = RunningServer.start()) {
            assertAnswer(node.get("/live"), 200, "live\n");
            assertAnswer(node.get("/ready"), 200, "ready\n");
        }
    }

    @Test
    void answersEveryRoleThatItHas() throws Exception {
        try (var node = RunningServer.start(); var socket = node.webSocket(WebSocketClient.DEV_APP)) {
            assertThat(socket.next()).contains("pusher:connection_established");
            assertThat(node.get("/apps/app-id/channels").statusCode()).isEqualTo(401);
            assertThat(node.get("/auth/channel").statusCode()).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo", "/live/x", "/ready/", "/application/app-key", "/metrics"})
    void unknownPathsAreNotFound(String path) {
        try (var node = RunningServer.start()) {
            assertAnswer(node.get(path), 404, "There is nothing at this path.\n");
        }
    }

    @Test
    void probesAreOnlyRead() {
        try (var node = RunningServer.start()) {
            assertThat(node.raw("POST /live HTTP/1.1\nHost: x\nContent-Length: 0\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 405 ").contains("\r\nAllow: GET, HEAD\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"/apps/app-id/events, api, '[gateway, auth]'", "/app/app-key, gateway, '[api, auth]'",
            "/auth/channel, auth, '[api, gateway]'"})
    void rolesThatItDoesNotHaveAreNamed(String path, String missing, String roles) {
        try (var node = RunningServer.start("roles: " + roles)) {
            assertAnswer(node.get(path), 404, "This node does not have the role " + missing + ".\n");
        }
    }

    @Test
    void theDevAppExplainsTokensAndOthersOnlyWhereTheSettingsSaySo() {
        String app = "roles: [auth]\napps: [{id: a, key: k, secret: s}]\n";
        try (var dev = RunningServer.start("roles: [auth]");
                var silent = RunningServer.start(app);
                var told = RunningServer.start(app + "auth: {explain: true}")) {
            assertThat(dev.get("/auth/explain").statusCode()).isEqualTo(405);
            assertThat(silent.get("/auth/explain").statusCode()).isEqualTo(404);
            assertThat(told.get("/auth/explain").statusCode()).isEqualTo(405);
            assertThat(silent.get("/auth/user").statusCode()).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo", "/", "/live", "/apps/app-id/events"})
    void webSocketsOnUnknownPathsAreClosedWith4005(String path) throws Exception {
        try (var node = RunningServer.start(); var socket = node.webSocket(path)) {
            assertThat(socket.closeCode()).isEqualTo(4005);
        }
    }

    @Test
    void aPathPrefixStandsBeforeEverything() throws Exception {
        try (var node = RunningServer.start("path-prefix: /real/time");
                var inside = node.webSocket("/real/time" + WebSocketClient.DEV_APP);
                var outside = node.webSocket(WebSocketClient.DEV_APP);
                var similar = node.webSocket("/real/timer" + WebSocketClient.DEV_APP)) {
            assertThat(inside.next()).contains("pusher:connection_established");
            assertThat(outside.closeCode()).isEqualTo(4005);
            assertThat(similar.closeCode()).isEqualTo(4005);
            assertThat(node.get("/real/time/apps/app-id/channels").statusCode()).isEqualTo(401);
            assertThat(node.get("/apps/app-id/channels").statusCode()).isEqualTo(404);
            assertThat(node.get("/real/time/").statusCode()).isEqualTo(200);
            assertThat(node.get("/").statusCode()).isEqualTo(404);
            assertAnswer(node.get("/real/time/ready"), 200, "ready\n");
            assertAnswer(node.get("/ready"), 200, "ready\n");
        }
    }

    @Test
    void metricsAreReadFromTheTables() throws Exception {
        try (var node = RunningServer.start(); var socket = node.webSocket(WebSocketClient.DEV_APP)) {
            socket.next();
            socket.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"my-channel\"}}");
            socket.next();

            HttpResponse<String> metrics = node.getAdmin("/metrics");

            assertThat(metrics.headers().firstValue("Content-Type")).contains(
                    "text/plain; version=0.0.4; charset=utf-8");
            assertThat(metrics.body().lines()).contains("anemone_ready 1.0", "anemone_connections 1.0",
                    "anemone_app_connections{app=\"app-id\"} 1.0", "anemone_channels 1.0", "anemone_subscriptions 1.0",
                    "anemone_connections_established_total 1.0", "anemone_closes_total{code=\"4200\"} 0.0")
                    .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                    .anyMatch(line -> line.startsWith("jvm_gc_collections_total{"))
                    .anyMatch(line -> line.startsWith("process_files_open_files "));
        }
    }

    /// Over Redis as well as here, where nothing can be missing; what they count then is seen from outside.
    @Test
    void whatHistoryRepairedAndLostIsCounted() {
        try (var node = RunningServer.start()) {
            assertThat(node.getAdmin("/metrics").body().lines()).contains("anemone_history_gaps_total 0.0",
                    "anemone_history_repairs_total 0.0", "anemone_history_repaired_publications_total 0.0",
                    "anemone_history_dropped_channels_total 0.0", "anemone_history_dropped_publications_total 0.0");
        }
    }

    @Test
    void webhooksAreSentByNodesOfTheApi() {
        try (var gateway = RunningServer.start("roles: [gateway]"); var api = RunningServer.start("roles: [api]")) {
            assertThat(gateway.getAdmin("/metrics").body()).doesNotContain("anemone_webhooks_");
            assertThat(api.getAdmin("/metrics").body().lines()).contains("anemone_webhooks_waiting 0.0",
                    "anemone_webhooks_oldest_waiting_seconds 0.0", "anemone_webhooks_attempts_total 0.0",
                    "anemone_webhooks_delivered_total 0.0", "anemone_webhooks_failed_total 0.0",
                    "anemone_webhooks_overflowed_total 0.0", "anemone_webhooks_events_dropped_total 0.0");
        }
    }

    @Test
    void metricsOfAConnectionThatIsGoneGoToo() throws Exception {
        try (var node = RunningServer.start()) {
            try (var socket = node.webSocket(WebSocketClient.DEV_APP)) {
                socket.next();
                assertThat(node.getAdmin("/metrics").body()).contains("anemone_app_connections{app=\"app-id\"} 1.0");
            }

            await().untilAsserted(() -> assertThat(node.getAdmin("/metrics").body())
                    .contains("anemone_connections 0.0").doesNotContain("anemone_app_connections{"));
        }
    }

    @Test
    void theAdminPortHasNothingElse() {
        try (var node = RunningServer.start()) {
            assertAnswer(node.getAdmin("/live"), 404, "There is nothing at this path; metrics are at /metrics.\n");
        }
    }

    @Test
    void aStopSendsClientsElsewhere() throws Exception {
        var node = RunningServer.start();
        try (var socket = node.webSocket(WebSocketClient.DEV_APP)) {
            socket.next();

            node.close();

            assertThat(socket.closeCode()).isEqualTo(4200);
            assertThatThrownBy(node::connect).isInstanceOf(ConnectException.class);
            node.server().awaitStop();
            node.close(); // Once more does nothing.
        }
    }

    private static String poll(RunningServer node) {
        String answer = node.raw("""
                POST /pusher/app/app-key/1/poller/xhr?protocol=7 HTTP/1.1
                Host: x
                Content-Length: 0
                Connection: close

                """);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /// Each poll is a new connection. Whoever else comes meanwhile is not to come back at once.
    @Test
    void aStopWaitsForClientsBetweenTwoPolls() throws Exception {
        var node = RunningServer.start();
        assertThat(poll(node)).isEqualTo("o\n");
        assertThat(poll(node)).startsWith("a[");

        Thread stop = Thread.ofPlatform().start(node::close); // The common pool serves the client, too.
        await().untilAsserted(() -> {
            try (var newcomer = node.webSocket(WebSocketClient.DEV_APP)) {
                assertThat(newcomer.closeCode()).isEqualTo(4100);
            }
        });
        assertThat(node.get("/ready").statusCode()).isEqualTo(503);
        assertThat(poll(node)).startsWith("c[4200,");

        await().until(() -> refuses(node));
        assertThat(stop.join(Duration.ofSeconds(10))).as("stopped").isTrue();
    }

    /// Reads on until the connection is established: one that is still being admitted is refused.
    private static void awaitAdmission(InputStream in) throws IOException {
        var read = new StringBuilder();
        while (read.indexOf("connection_established") < 0) {
            int next = in.read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
    }

    @Test
    void aStopDoesNotWaitForClientsForEver() throws Exception {
        var node = RunningServer.start();
        try (Socket silent = node.connect()) {
            silent.getOutputStream()
                    .write(("GET " + WebSocketClient.DEV_APP + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(silent.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 101");
            awaitAdmission(silent.getInputStream());
            long start = System.nanoTime();

            node.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
            // What we did not answer was sent all the same: the close frame with 4200, behind everything else.
            byte[] rest = silent.getInputStream().readAllBytes();
            assertThat(new String(rest, StandardCharsets.ISO_8859_1)).contains("\u0010h");
        }
    }

    /// A request that is being served: the server has said that it waits for the body, of two bytes.
    private static Socket requestWithoutBody(RunningServer node) throws IOException {
        Socket request = node.connect();
        String own = "127.0.0.1:" + node.port();
        request.getOutputStream()
                .write(("POST /dev/trigger?channel=c&event=e HTTP/1.1\r\nHost: " + own + "\r\nOrigin: http://" + own
                        + "\r\nContent-Length: 2\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        assertThat(new String(request.getInputStream().readNBytes(goOn.length()), StandardCharsets.US_ASCII))
                .isEqualTo(goOn);
        return request;
    }

    @Test
    void aStopLetsRequestsFinish() throws Exception {
        var node = RunningServer.start();
        try (Socket request = requestWithoutBody(node)) {
            CompletableFuture<Void> stop = CompletableFuture.runAsync(node::close);
            await().until(() -> refuses(node));

            request.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ").endsWith("Triggered.\n");
            stop.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aStopDoesNotWaitForRequestsForEver() throws Exception {
        var node = RunningServer.start();
        try (Socket request = requestWithoutBody(node)) {
            long start = System.nanoTime();

            node.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(request.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static boolean refuses(RunningServer node) {
        try (Socket _ = node.connect()) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void anOccupiedPortIsNamed() throws IOException {
        try (var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> RunningServer.start("", occupied.getLocalPort()))
                    .isInstanceOf(PortException.class)
                    .hasMessage(
                            "Port " + occupied.getLocalPort() + " on 127.0.0.1 is already in use: stop what listens "
                                    + "there, or choose another with --port or --admin-port.");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        assertThatThrownBy(() -> RunningServer.start("host: 192.0.2.1")).isInstanceOf(PortException.class)
                .hasMessage("192.0.2.1 is no address of this machine: choose another with --host.");
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> RunningServer.start("host: nowhere.invalid")).isInstanceOf(PortException.class)
                .hasMessage("Cannot listen on nowhere.invalid: no such host. Choose another with --host.");
    }

    @Test
    void aHeadThatDoesNotEndIsCutOff() throws IOException {
        try (var node = RunningServer.start("gateway: { handshake-timeout: 200ms }"); Socket slow = node.connect()) {
            slow.getOutputStream().write("GET /live HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));

            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() {
        try (var node = RunningServer.start()) {
            String head = "GET /live?" + "x".repeat(64 << 10) + " HTTP/1.1\nHost: x\nConnection: close\n\n";

            assertThat(node.raw(head)).startsWith("HTTP/1.1 400 ");
        }
    }
}
