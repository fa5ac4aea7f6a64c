package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.transport.Handshake.Outcome.Accepted;
import dev.anemone.gateway.transport.Handshake.Outcome.Refused;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6455 §4.2. The key and its answer are those of §1.3.
class HandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final HeaderMap headers = new HeaderMap().put(Headers.UPGRADE, "websocket")
            .put(Headers.CONNECTION, "Upgrade")
            .put(Headers.SEC_WEB_SOCKET_VERSION, "13")
            .put(Headers.SEC_WEB_SOCKET_KEY, KEY);

    private Handshake.Outcome check() {
        return Handshake.check(Methods.GET, Protocols.HTTP_1_1, headers);
    }

    private static Accepted accepted(@Nullable String subprotocol) {
        return new Accepted(ACCEPT, subprotocol, Optional.empty());
    }

    @Test
    void answersTheKeyOfTheRfc() {
        assertThat(check()).isEqualTo(accepted(null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"WebSocket|keep-alive, Upgrade", "h2c, WEBSOCKET|upgrade",
            "websocket|UPGRADE ,close"})
    void tokensAreListsAndTheirCaseDoesNotMatter(String upgrade, String connection) {
        headers.put(Headers.UPGRADE, upgrade).put(Headers.CONNECTION, connection);

        assertThat(check()).isEqualTo(accepted(null));
    }

    @Test
    void tokensMayComeInSeveralHeaders() {
        headers.put(Headers.CONNECTION, "keep-alive").add(Headers.CONNECTION, "upgrade");

        assertThat(check()).isEqualTo(accepted(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "Connection"})
    void withoutAnUpgradeItSaysWhatItSpeaks(String missing) {
        headers.remove(new HttpString(missing));

        assertThat(check()).isEqualTo(new Refused(426, "This address speaks WebSocket."));
        headers.put(new HttpString(missing), "websocketish, upgrades");
        assertThat(check()).isEqualTo(new Refused(426, "This address speaks WebSocket."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "PUT"})
    void onlyAGetIsAHandshake(String method) {
        assertThat(Handshake.check(new HttpString(method), Protocols.HTTP_1_1, headers))
                .isEqualTo(new Refused(405, "A WebSocket handshake is a GET."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "7", "14", "013", "", "13, 8"})
    void onlyVersion13IsSpoken(String version) {
        headers.put(Headers.SEC_WEB_SOCKET_VERSION, version);

        assertThat(check()).isEqualTo(new Refused(426, "This server speaks WebSocket version 13."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dGhlIHNhbXBsZSBub25j", "not base64 at all!!!!!!",
            "dGhlIHNhbXBsZSBub25jZSE="})
    void theKeyIsSixteenBytes(String key) {
        headers.put(Headers.SEC_WEB_SOCKET_KEY, key);

        assertThat(check()).isEqualTo(new Refused(400, "Sec-WebSocket-Key must be 16 bytes in Base64."));
    }

    @Test
    void theKeyIsNeeded() {
        headers.remove(Headers.SEC_WEB_SOCKET_KEY);

        assertThat(check()).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pusher-channels-protocol-7|pusher-channels-protocol-7", "a, b, c|a",
            "  a  ,b|a", ", b|b"})
    void whatIsOfferedIsConfirmedOnce(String offered, String confirmed) {
        headers.put(Headers.SEC_WEB_SOCKET_PROTOCOL, offered);

        assertThat(check()).isEqualTo(accepted(confirmed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , "})
    void nothingOfferedIsNothingConfirmed(String offered) {
        headers.put(Headers.SEC_WEB_SOCKET_PROTOCOL, offered);

        assertThat(check()).isEqualTo(accepted(null));
    }
}
