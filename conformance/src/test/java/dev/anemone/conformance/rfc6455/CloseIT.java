package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// §5.5.1 and §7, the end of a connection.
@Conformance
class CloseIT {
    @ParameterizedTest
    @Rfc6455({"5.5.1", "7.4.1", "7.4.2"})
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void aCodeThatMayBeSentIsSentBack(int code, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.close(code, "done"));

        assertThat(client.socket().receive().closeCode()).isEqualTo(code);
        client.socket().expectEnd();
    }

    @ParameterizedTest
    @Rfc6455({"7.4", "7.4.1", "7.4.2"})
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void aCodeThatMayNotBeSentIsAProtocolError(int code, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.close(code, ""));

        client.expectClose(1002);
    }

    @Test
    @Rfc6455("5.5.1")
    void aCloseNeedNotGiveACode(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.of(Frame.CLOSE, Bytes.NONE));

        assertThat(client.socket().receive().closeCode()).isIn(1005, 1000); // No code, or "normal".
        client.socket().expectEnd();
    }

    @Test
    @Rfc6455("5.5.1")
    void halfACodeIsAProtocolError(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.of(Frame.CLOSE, Bytes.hex("03")));

        client.expectClose(1002);
    }

    @Test
    @Rfc6455("5.5.1")
    void aReasonHasUpTo123Bytes(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.close(1000, Bytes.ofLength(123)));

        assertThat(client.socket().receive().closeCode()).isEqualTo(1000);
        client.socket().expectEnd();
    }

    @ParameterizedTest
    @Rfc6455({"5.5.1", "8.1"})
    @ValueSource(strings = {"c3 28", "ff", "e2 82", "ed a0 80", "68 69 f4 90 80 80"})
    void aReasonIsUtf8(String reason, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.close(1000, Bytes.hex(reason)));

        client.expectClose(1007);
    }

    @Test
    @Rfc6455("5.5.1")
    void whatComesAfterACloseIsIgnored(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("too-late-");

        client.socket().sendTogether(List.of(Frame.close(1000, ""), Frame.ping(Bytes.utf8("x")),
                Frame.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}"),
                Frame.close(1001, "")));

        assertThat(client.socket().receive().closeCode()).isEqualTo(1000);
        assertThat(client.socket().receiveOrEnd()).isEmpty();
        assertThat(app.rest().occupied(channel)).isFalse();
    }

    @Test
    @Rfc6455({"5.5.1", "7.1.1"})
    void whatCameBeforeACloseIsAnswered(App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(List.of(Frame.text(Case.PING), Frame.close(1000, "")));

        client.expectEvent("pusher:pong");
        assertThat(client.socket().receive().closeCode()).isEqualTo(1000);
        client.socket().expectEnd();
    }

    @Test
    @Rfc6455("7.1.1")
    void aHalfClosedConnectionIsEnded(App app) {
        PusherConnection watcher = app.connect();
        PusherConnection client = app.connect();
        String presence = app.channel("presence-");
        watcher.joinAs("1", presence);
        client.joinAs("2", presence);
        watcher.expectEvent("pusher_internal:member_added", presence);

        client.socket().wire().halfClose();

        watcher.expectEvent("pusher_internal:member_removed", presence);
        Optional<Frame> last = client.socket().receiveOrEnd();
        while (last.isPresent()) {
            assertThat(last.orElseThrow().opcode()).isEqualTo(Frame.CLOSE);
            last = client.socket().receiveOrEnd();
        }
    }

    @ParameterizedTest
    @Rfc6455("7.1.7")
    @ValueSource(strings = {"81", "81 85", "81 85 37 fa 21", "81 85 37 fa 21 3d 7f", "81 fe 01"})
    void aConnectionLostInsideAFrameIsEnded(String part, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("cut-off-");
        client.subscribe(channel);

        client.socket().wire().write(Bytes.hex(part));
        client.close();

        await().untilAsserted(() -> assertThat(app.rest().occupied(channel)).isFalse());
    }

    @Test
    @Rfc6455("7.1.7")
    void aConnectionResetInsideAMessageIsEnded(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("reset-");
        client.subscribe(channel);

        client.socket().send(Frame.text(Case.PING).notFinal());
        client.socket().wire().reset();

        await().untilAsserted(() -> assertThat(app.rest().occupied(channel)).isFalse());
    }
}
