package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.HttpResponse;
import dev.anemone.conformance.wire.RawWebSocket;
import dev.anemone.conformance.wire.Wire;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// §4, the opening handshake.
@Conformance
class OpeningHandshakeIT {
    @Test
    @Rfc6455({"1.3", "4.2.2"})
    void theKeyOfTheRfcIsAnsweredAsInTheRfc(App app) {
        assertThat(app.open(App.USUAL_QUERY).response().header("Sec-WebSocket-Accept"))
                .hasValue("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest
    @Rfc6455({"4.2.2", "4.4"})
    @ValueSource(strings = {"8", "12", "14", "0", "255"})
    void anotherVersionIsToldOurs(String version, App app) {
        HttpResponse response = app.handshake(request(app).with("Sec-WebSocket-Version", version)).response();

        assertThat(response.status()).isEqualTo(426);
        assertThat(response.header("Sec-WebSocket-Version")).hasValue("13");
    }

    @Test
    @Rfc6455("4.2.1")
    void withoutAKeyTheRequestIsBad(App app) {
        assertThat(app.handshake(request(app).without("Sec-WebSocket-Key")).response().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @Rfc6455("4.2.1")
    @ValueSource(strings = {"", "short", "not base64 at all!!!!!!!", "dGhlIHNhbXBsZSBub25jZQ",
            "dGhlIHNhbXBsZSBub25jZSBhbmQgbW9yZQ=="})
    void aKeyIsSixteenBytesInBase64(String key, App app) {
        assertThat(app.handshake(request(app).with("Sec-WebSocket-Key", key)).response().status()).isEqualTo(400);
    }

    static Stream<Named<UnaryOperator<HandshakeRequest>>> incomplete() {
        return Stream.of(Named.of("no version", request -> request.without("Sec-WebSocket-Version")),
                Named.of("no Upgrade", request -> request.without("Upgrade")),
                Named.of("an Upgrade to something else", request -> request.with("Upgrade", "h2c")),
                Named.of("no Connection", request -> request.without("Connection")),
                Named.of("a Connection without Upgrade", request -> request.with("Connection", "keep-alive")),
                Named.of("POST", request -> request.withMethod("POST").with("Content-Length", "0")),
                Named.of("HTTP/1.0", request -> request.withHttpVersion("HTTP/1.0")));
    }

    @ParameterizedTest
    @Rfc6455("4.2.1")
    @MethodSource("incomplete")
    void whatIsNoHandshakeIsNotUpgraded(UnaryOperator<HandshakeRequest> change, App app) {
        assertThat(app.handshake(change.apply(request(app))).response().status()).isBetween(400, 499);
    }

    static Stream<Named<UnaryOperator<HandshakeRequest>>> unusual() {
        return Stream.of(Named.of("as Firefox writes it", request -> request.with("Connection", "keep-alive, Upgrade")),
                Named.of("tokens in any case",
                        request -> request.with("Upgrade", "WebSocket").with("Connection", "UPGRADE")),
                Named.of("names in any case", request -> request.without("Sec-WebSocket-Key")
                        .with("sec-websocket-KEY", HandshakeRequest.SAMPLE_KEY)),
                Named.of("cookies and more", request -> request.with("Cookie", "a=b").with("X-Any", "thing")));
    }

    @ParameterizedTest
    @Rfc6455("4.2.1")
    @MethodSource("unusual")
    void theSameHandshakeMayBeWrittenDifferently(UnaryOperator<HandshakeRequest> change, App app) {
        RawWebSocket socket = app.handshake(change.apply(request(app))).expectUpgraded();

        PusherConnection.established(socket, app.credentials()).assertOpen();
    }

    @ParameterizedTest
    @Rfc6455({"4.2.2", "9.1"})
    @ValueSource(strings = {"x-unknown", "permessage-bzip2; level=9, x-unknown"})
    void anUnknownExtensionIsNotAgreedTo(String extensions, App app) {
        RawWebSocket socket = app.handshake(request(app).with("Sec-WebSocket-Extensions", extensions))
                .expectUpgraded();

        assertThat(socket.response().header("Sec-WebSocket-Extensions")).isEmpty();
        PusherConnection.established(socket, app.credentials()).assertOpen();
    }

    @Test
    @Rfc6455("4.1")
    void aHandshakeMayComeByteByByte(App app) {
        Wire wire = app.dial();
        Bytes request = request(app).bytes(app.endpoint());

        for (int i = 0; i < request.length() - 1; i++) {
            wire.write(request.slice(i, i + 1));
        }

        RawWebSocket socket = RawWebSocket.open(wire, request.from(request.length() - 1));
        PusherConnection.established(socket, app.credentials()).assertOpen();
    }

    private static HandshakeRequest request(App app) {
        return HandshakeRequest.to(app.path(App.USUAL_QUERY));
    }
}
