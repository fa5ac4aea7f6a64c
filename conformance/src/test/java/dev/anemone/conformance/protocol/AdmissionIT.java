package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.RawWebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is turned away, and how: always upgraded first, then closed with a code that tells the client what to do.
@Conformance
class AdmissionIT {
    @Test
    @PC(11)
    void protocol3IsTooOld(App app) {
        PusherConnection.expectClose(app.open("protocol=3&client=js&version=1.0.0"), 4007);
    }

    @ParameterizedTest
    @PC(12)
    @ValueSource(strings = {"8", "99", "2147483648", "99999999999999999999"})
    void laterProtocolsAreUnknown(String protocol, App app) {
        PusherConnection.expectClose(app.open("protocol=" + protocol + "&client=js&version=8.6.0"), 4007);
    }

    @ParameterizedTest
    @PC(13)
    @ValueSource(strings = {"abc", "7.5", "-7", "7a"})
    void aProtocolMustBeANumber(String protocol, App app) {
        PusherConnection.expectClose(app.open("protocol=" + protocol), 4007);
    }

    @Test
    @PC(14)
    void aProtocolMustBeSupplied(App app) {
        PusherConnection.expectClose(app.open("client=js&version=8.6.0"), 4008);
    }

    @ParameterizedTest
    @PC(15)
    @ValueSource(strings = {"%20;;", "1.0%20beta", "%3Cscript%3E", "-1"})
    void anIllFormedVersionIsRefused(String version, App app) {
        PusherConnection.expectClose(app.open("protocol=7&client=js&version=" + version), 4006);
    }

    @ParameterizedTest
    @PC(15)
    @ValueSource(strings = {"8.4.0-rc2", "0.0.0", "1.12", "2.0.0%2Bbuild.7"})
    void suffixedVersionsAreFine(String version, App app) {
        app.connect("protocol=7&client=js&version=" + version).assertOpen();
    }

    @Test
    @PC(16)
    void anUnknownKeyIsUpgradedAndThenClosed(App app) {
        PusherConnection.expectClose(unknownKey(app, "protocol=7&client=js&version=8.6.0"), 4001);
    }

    @ParameterizedTest
    @PC(17)
    @ValueSource(ints = {4, 5})
    void oldProtocolsGetAnErrorEventBeforeTheClose(int protocol, App app) {
        RawWebSocket socket = unknownKey(app, "client=java-client&protocol=" + protocol + "&version=2.4.4");

        JsonNode error = Json.parse(socket.receiveMessage().payload().text());
        assertThat(error.path("event").textValue()).isEqualTo("pusher:error");
        assertThat(error.path("data").path("code").isInt()).isTrue();
        assertThat(error.path("data").path("code").intValue()).isEqualTo(4001);
        assertThat(error.path("data").path("message").isTextual()).isTrue();
        PusherConnection.expectClose(socket, 4001);
    }

    @Test
    @PC(18)
    void aDisabledAppIsClosed(@Of(Tenant.DISABLED) App app) {
        PusherConnection.expectClose(app.open(App.USUAL_QUERY), 4003);
    }

    @Test
    @PC(19)
    void anAppOverItsQuotaIsClosedAndItsConnectionsStay(@Of(Tenant.TWO_CONNECTIONS) App app) {
        PusherConnection first = app.connect();
        PusherConnection second = app.connect();

        PusherConnection.expectClose(app.open(App.USUAL_QUERY), 4004);

        first.assertOpen();
        second.assertOpen();
        first.closeCleanly();
        await().untilAsserted(() -> app.connect().assertOpen()); // The quota is of open connections.
    }

    @Test
    @PC(20)
    void anAppForTlsOnlyIsClosedOnPlainTcp(@Of(Tenant.SSL_ONLY) App app) {
        PusherConnection.expectClose(app.open(App.USUAL_QUERY), 4000);
    }

    @ParameterizedTest
    @PC(21)
    @ValueSource(strings = {"/foo", "/app", "/app/", "/app/a/b", "/apps/1/events", "/"})
    void anyOtherPathIsUpgradedAndThenClosed(String path, App app) {
        PusherConnection.expectClose(
                app.handshake(HandshakeRequest.to(path + "?" + App.USUAL_QUERY)).expectUpgraded(), 4005);
    }

    @Test
    @PC(22)
    void everyCloseGivesAReasonThatFitsItsFrame(App app, @Of(Tenant.DISABLED) App disabled,
            @Of(Tenant.SSL_ONLY) App sslOnly) throws CharacterCodingException {
        assertReasonGiven(app.open("protocol=3"), 4007);
        assertReasonGiven(app.open("protocol=" + "9".repeat(300)), 4007);
        assertReasonGiven(app.open("client=js"), 4008);
        assertReasonGiven(app.open("protocol=7&version=" + "%C3%A9".repeat(200)), 4006);
        assertReasonGiven(unknownKey(app, App.USUAL_QUERY), 4001);
        assertReasonGiven(app.handshake(HandshakeRequest.to("/app/" + "k".repeat(400) + "?" + App.USUAL_QUERY))
                .expectUpgraded(), 4001);
        assertReasonGiven(app.handshake(HandshakeRequest.to("/" + "%C3%A9".repeat(200))).expectUpgraded(), 4005);
        assertReasonGiven(disabled.open(App.USUAL_QUERY), 4003);
        assertReasonGiven(sslOnly.open(App.USUAL_QUERY), 4000);
    }

    private static void assertReasonGiven(RawWebSocket socket, int code) throws CharacterCodingException {
        Frame close = PusherConnection.expectClose(socket, code);
        ByteBuffer reason = ByteBuffer.wrap(close.payload().from(2).toArray());

        assertThat(reason.remaining()).isBetween(1, 123);
        assertThat(StandardCharsets.UTF_8.newDecoder().decode(reason).toString()).isNotBlank();
    }

    private static RawWebSocket unknownKey(App app, String query) {
        return app.handshake(
                HandshakeRequest.to(app.endpoint().pathPrefix() + "/app/no-such-key?" + query)).expectUpgraded();
    }
}
