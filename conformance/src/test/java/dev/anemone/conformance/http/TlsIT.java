package dev.anemone.conformance.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Endpoint;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.HttpStream;
import dev.anemone.conformance.wire.RawWebSocket;
import dev.anemone.conformance.wire.Tap;
import dev.anemone.conformance.wire.Wire;
import dev.anemone.testbed.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server whose port speaks TLS, and whose app wants nothing else.
@TestInstance(Lifecycle.PER_CLASS)
class TlsIT {
    private static final Credentials APP = new Credentials("1", "tls-key", "tls-secret");
    private static final int OUTBOX_BYTES = 2_000_000;
    private static final int BATCHES = 40;
    private static final int EVENTS_PER_BATCH = 100;
    private static final int LARGE = 90_000;

    private TestCertificate certificate;
    private AnemoneProcess server;
    private App app;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        certificate = TestCertificate.make("EC");
        server = start(folder, certificate);
        app = app(server, certificate);
    }

    @AfterAll
    void stop() {
        app.close();
        server.close();
    }

    private static AnemoneProcess start(Path folder, TestCertificate shown) throws IOException {
        replace(folder, shown.certificatePem(), shown.keyPem());
        return AnemoneProcess.start("tls", """
                tls: { certificate: %s/cert.pem, key: %s/key.pem }
                gateway: { handshake-timeout: 5s, max-outbox-bytes: %d }
                apps:
                  - id: "1"
                    key: tls-key
                    secret: tls-secret
                    ssl-only: true
                    limits: { max-event-data-bytes: 100000, max-batch-events: 100 }
                """.formatted(folder, folder, OUTBOX_BYTES));
    }

    private static void replace(Path folder, String certificate, String key) throws IOException {
        Files.move(Files.writeString(folder.resolve("new"), certificate), folder.resolve("cert.pem"), ATOMIC_MOVE);
        Files.move(Files.writeString(folder.resolve("new"), key), folder.resolve("key.pem"), ATOMIC_MOVE);
    }

    private static App app(AnemoneProcess server, TestCertificate trusted) {
        return new App(server.endpoint().trusting(trusted.trust()), APP);
    }

    private Socket plainSocket() throws IOException {
        var socket = new Socket(server.endpoint().host(), server.endpoint().port());
        socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsAreSpoken(String version) throws IOException {
        Endpoint endpoint = server.endpoint();
        try (var socket = (SSLSocket) certificate.trust().getSocketFactory().createSocket(endpoint.host(),
                endpoint.port())) {
            socket.setEnabledProtocols(new String[]{version});
            socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nready\n");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void itSaysHowItIsReached() {
        assertThat(server.said()).containsPattern("^Anemone \\S+ listening on https://127")
                .contains("wss://127.0.0.1:" + server.endpoint().port() + "/app/{key}");
    }

    /// Subscribed in the same TLS record that asks for the upgrade.
    @Test
    void whatComesRightBehindTheHandshakeIsRead() {
        String channel = app.channel("early-");
        Wire wire = app.dial();
        Bytes request = HandshakeRequest.to(app.path(App.USUAL_QUERY)).bytes(app.endpoint());
        Frame subscribe = Frame
                .text(Json.text(Map.of("event", "pusher:subscribe", "data", Map.of("channel", channel))));
        RawWebSocket socket = RawWebSocket.open(wire, request.then(subscribe.masked()));

        PusherConnection.established(socket, APP).expectSubscribed(channel);
    }

    /// Some events fill several TLS records, and many records hold several events.
    @Test
    void burstsArriveWholeAndInOrder() {
        String channel = app.channel("bursts-");
        PusherConnection reader = app.connect();
        reader.subscribe(channel);
        for (int batch = 0; batch < BATCHES; batch++) {
            int first = batch * EVENTS_PER_BATCH;
            List<Map<String, String>> events = IntStream.range(first, first + EVENTS_PER_BATCH)
                    .mapToObj(number -> Map.of("name", "e", "channel", channel, "data", data(number)))
                    .toList();
            app.rest().json(app.rest().post("/batch_events", Map.of("batch", events)));
            for (int number = first; number < first + EVENTS_PER_BATCH; number++) {
                expectData(reader, channel, number);
            }
        }
    }

    private static void expectData(PusherConnection reader, String channel, int number) {
        Message message = reader.expectEvent("e", channel);
        assertThat(message.json().path("data").textValue()).isEqualTo(data(number));
    }

    /// To a reader whose kernel takes little at a time, so that most of it waits, some of it encrypted already.
    @Test
    void whatASocketDoesNotTakeAtOnceArrivesWhole() {
        String channel = app.channel("narrow-");
        PusherConnection reader = app.connectWithSmallReceiveBuffer();
        reader.subscribe(channel);
        List<Map<String, String>> events = IntStream.range(0, EVENTS_PER_BATCH)
                .mapToObj(number -> Map.of("name", "e", "channel", channel, "data", data(number)))
                .toList();
        app.rest().json(app.rest().post("/batch_events", Map.of("batch", events)));

        for (int number = 0; number < EVENTS_PER_BATCH; number++) {
            expectData(reader, channel, number);
        }
    }

    private static String data(int number) {
        return number + ":" + "x".repeat(number % 50 == 7 ? LARGE : number % 300);
    }

    @Test
    void aReaderThatStallsIsClosedAtItsBoundAndDelaysNobody() {
        String channel = app.channel("presence-");
        PusherConnection fast = app.connect();
        fast.joinAs("fast", channel);
        PusherConnection stalled = app.connectWithSmallReceiveBuffer();
        stalled.joinAs("stalled", channel);
        fast.expectEvent("pusher_internal:member_added", channel);

        long published = 0;
        boolean left = false;
        try (Publisher publisher = app.rest().publisher()) {
            while (!left && published < 50L * OUTBOX_BYTES) {
                publisher.publish(channel, "e", "x".repeat(LARGE));
                published += LARGE;
                Message message = fast.next();
                while (message.event().equals("pusher_internal:member_removed")) {
                    left = true;
                    message = fast.next();
                }
                assertThat(message.event()).isEqualTo("e");
                assertThat(outboxBytes()).isLessThanOrEqualTo(OUTBOX_BYTES);
            }
        }

        assertThat(left).isTrue();
        assertThat(app.rest().users(channel)).containsExactly("fast");
        assertThat((long) stalled.socket().wire().readToEnd().length()).isLessThan(published);
    }

    private double outboxBytes() {
        return metric("anemone_outbox_bytes");
    }

    private double metric(String name) {
        return given().baseUri(server.adminUrl().toString()).get("/metrics").asString().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void closesAreToldAndAnswered() {
        app.connect().closeCleanly();
        var stranger = new App(app.endpoint(), new Credentials("1", "nobody", "secret"));
        PusherConnection.expectClose(stranger.open(App.USUAL_QUERY), 4001);
        PusherConnection wrong = app.connect();
        wrong.socket().send(Frame.of(Frame.BINARY, Bytes.utf8("x")));
        wrong.expectClose(1003);
        stranger.close();
    }

    /// RFC 5246 §7.2.1, RFC 8446 §6.1: by `close_notify`, so that nobody else can have cut it short. In TLS 1.2, because 1.3
    /// hides what kind a record is.
    @Test
    void theEndIsToldByTlsToo() throws IOException {
        Endpoint endpoint = app.endpoint();
        var tap = new Tap();
        tap.connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
        try (var socket = (SSLSocket) certificate.trust().getSocketFactory().createSocket(tap, endpoint.host(),
                endpoint.port(), true)) {
            socket.setEnabledProtocols(new String[]{"TLSv1.2"});
            socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(HandshakeRequest.to(app.path(App.USUAL_QUERY))
                            .bytes(endpoint)
                            .then(Frame.close(1000, "").masked())
                            .toArray());
            socket.getInputStream().readAllBytes();

            assertThat(tap.records()).endsWith(Tap.ALERT).containsOnlyOnce(Tap.ALERT);
        }
    }

    /// Whoever ends it, with `close_notify` or without.
    @Test
    void connectionsThatHaveEndedLeaveNothingOpen() {
        int each = 20;
        int before = server.descriptors();
        for (int i = 0; i < each; i++) {
            app.connect().closeCleanly();
            app.connect().socket().wire().close();
            app.connect().socket().wire().reset();
            PusherConnection wrong = app.connect();
            wrong.socket().send(Frame.of(Frame.BINARY, Bytes.utf8("x")));
            wrong.expectClose(1003);
        }

        await().atMost(Wire.PATIENCE).until(() -> server.descriptors() < before + each);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0001"})
    void aHandshakeThatIsNotFinishedIsCut(String begun) throws IOException {
        try (Socket socket = plainSocket()) {
            socket.getOutputStream().write(begun.getBytes(UTF_8));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void plainHttpIsNotServed() throws IOException {
        try (Socket socket = plainSocket()) {
            socket.getOutputStream().write("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).doesNotContain("HTTP", "ready");
        }
    }

    @Test
    void metricsStayPlainAndSayWhenTheCertificateExpires() {
        assertThat(metric("anemone_tls_certificate_expiry_seconds"))
                .isEqualTo((double) certificate.x509().getNotAfter().toInstant().getEpochSecond());
        assertThat(metric("anemone_tls_certificate_stale")).isZero();
    }

    @Test
    void fallbacksWorkLikewise() {
        String channel = app.channel("fallback-");
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);
        client.subscribe(channel);
        Fallback.read(stream, 1);

        app.rest().publish(channel, "e", data(7));

        assertThat(Fallback.read(stream, 1).getFirst().json().path("data").textValue()).isEqualTo(data(7));
    }

    @Test
    void eventStreamsWorkLikewise() {
        String channel = app.channel("stream-");
        HttpStream stream = HttpStream.open(app.dial(),
                Bytes.utf8("GET /app/" + APP.key() + "/channels/" + channel + "/events HTTP/1.1\r\nHost: "
                        + app.endpoint().authority() + "\r\n\r\n"));
        assertThat(stream.head().status()).isEqualTo(200);
        PusherConnection socket = app.connect();
        socket.subscribe(channel);

        app.rest().publish(channel, "e", data(7));

        String line = stream.line();
        while (!line.startsWith("data: ")) {
            line = stream.line();
        }
        assertThat(line).isEqualTo("data: " + socket.expectEvent("e", channel).text());
    }

    /// While events flow: new connections are shown the new certificate, and one that is open misses nothing.
    @Test
    void aNewCertificateIsShownWithoutARestart(@TempDir Path own) throws IOException {
        TestCertificate renewed = TestCertificate.make("RSA");
        try (AnemoneProcess renewing = start(own, certificate); App before = app(renewing, certificate)) {
            String channel = before.channel("renewal-");
            PusherConnection open = before.connect();
            open.subscribe(channel);
            try (Publisher publisher = before.rest().publisher()) {
                replace(own, renewed.certificatePem(), renewed.keyPem());
                await().atMost(Wire.PATIENCE).until(() -> {
                    publisher.publish(channel, "e", "");
                    open.expectEvent("e", channel);
                    return shows(renewing, renewed);
                });

                replace(own, certificate.certificatePem(), renewed.keyPem());
                await().atMost(Wire.PATIENCE).until(() -> {
                    publisher.publish(channel, "e", "");
                    open.expectEvent("e", channel);
                    return renewing.log().contains("The certificate of before stays in use");
                });
                assertThat(shows(renewing, renewed)).isTrue();
                assertThat(shows(renewing, certificate)).isFalse();
                assertThat(renewing.log()).contains("tls.key: " + own.resolve("key.pem") + " is not the key of");
                try (App after = app(renewing, renewed)) {
                    after.connect().subscribe(channel);
                }
            }
        }
    }

    /// Whether a new connection is shown `certificate`.
    private static boolean shows(AnemoneProcess server, TestCertificate certificate) throws IOException {
        Endpoint endpoint = server.endpoint();
        try (var socket = (SSLSocket) certificate.trust().getSocketFactory().createSocket(endpoint.host(),
                endpoint.port())) {
            socket.startHandshake();
            return true;
        } catch (SSLHandshakeException _) {
            return false;
        }
    }
}
