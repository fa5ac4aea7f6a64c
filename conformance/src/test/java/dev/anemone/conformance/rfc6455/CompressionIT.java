package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.HandshakeRequest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// §9, with the one extension there is: permessage-deflate (RFC 7692) without context takeover.
@Conformance
class CompressionIT {
    private static final String LONG = "{\"text\":\"" + "compressible, ".repeat(600) + "\"}";

    private static Optional<String> answer(App app, String offer) {
        return app.handshake(HandshakeRequest.to(app.path(App.USUAL_QUERY)).with("Sec-WebSocket-Extensions", offer))
                .expectUpgraded().response().header("Sec-WebSocket-Extensions");
    }

    @ParameterizedTest
    @Rfc6455("9.1")
    @ValueSource(strings = {"permessage-deflate", "permessage-deflate; client_max_window_bits",
            "x-webkit-deflate-frame, permessage-deflate; client_no_context_takeover"})
    void itIsAgreedToWithoutContext(String offer, App app) {
        assertThat(answer(app, offer))
                .hasValue("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    }

    @ParameterizedTest
    @Rfc6455("9.1")
    @ValueSource(strings = {"permessage-deflate; server_max_window_bits=10", "permessage-deflate; x",
            "permessage-deflate; client_max_window_bits=16"})
    void whatCannotBeKeptIsNotAgreedTo(String offer, App app) {
        assertThat(answer(app, offer)).isEmpty();
    }

    @Test
    @Rfc6455("9.2")
    void aBroadcastIsCompressedForThoseWhoAgreedAndTheSameForAll(App app) {
        String channel = app.channel("");
        PusherConnection one = app.connectCompressed();
        PusherConnection another = app.connectCompressed();
        PusherConnection plain = app.connect();
        one.subscribe(channel);
        another.subscribe(channel);
        plain.subscribe(channel);

        app.rest().publish(channel, "e", LONG);

        Frame first = one.socket().receive();
        assertThat(first.compressed()).isTrue();
        assertThat(first.payload().length()).isLessThan(300);
        assertThat(another.socket().receive()).isEqualTo(first);
        assertThat(plain.next().data()).isEqualTo(LONG);
        app.rest().publish(channel, "e", LONG);
        assertThat(one.socket().receive()).as("nothing of the message before").isEqualTo(first);
        app.rest().publish(channel, "e", LONG);
        assertThat(one.next().data()).isEqualTo(LONG);
    }

    @Test
    @Rfc6455("9.2")
    void fewBytesAreNotWorthIt(App app) {
        String channel = app.channel("");
        PusherConnection client = app.connectCompressed();
        client.subscribe(channel);

        app.rest().publish(channel, "e", "a".repeat(800));
        assertThat(client.socket().receive().compressed()).isFalse();
        app.rest().publish(channel, "e", "a".repeat(1_024));
        assertThat(client.socket().receive().compressed()).isTrue();
    }

    @Test
    @Rfc6455("9.2")
    void anAppMayWantNothingCompressed(@Of(Tenant.UNCOMPRESSED) App app) {
        String channel = app.channel("");
        PusherConnection client = app.connectCompressed();
        client.subscribe(channel);

        app.rest().publish(channel, "e", LONG);

        Frame frame = client.socket().receive();
        assertThat(frame.compressed()).isFalse();
        assertThat(Message.parse(frame.payload().text()).data()).isEqualTo(LONG);
        client.socket().send(Frame.compressed(Case.PING));
        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("9.2")
    void aClientEventGoesCompressedFromOneToTheOther(App app) {
        String channel = app.channel("private-");
        PusherConnection sender = app.connectCompressed();
        PusherConnection compressed = app.connectCompressed();
        PusherConnection plain = app.connect();
        sender.subscribe(channel);
        compressed.subscribe(channel);
        plain.subscribe(channel);

        sender.socket().send(Frame.compressed(
                Bytes.utf8("{\"event\":\"client-e\",\"channel\":\"" + channel + "\",\"data\":" + LONG + "}")));

        assertThat(compressed.expectEvent("client-e", channel).data()).isEqualTo(LONG);
        assertThat(plain.expectEvent("client-e", channel).data()).isEqualTo(LONG);
        sender.assertOpen();
    }

    @Test
    @Rfc6455({"5.4", "9.2"})
    void compressedMessagesComeInFragmentsBetweenPlainOnesAndPings(App app) {
        PusherConnection client = app.connectCompressed();
        Frame whole = Frame.compressed(Case.pingOfLength(5_000));
        Bytes payload = whole.payload();

        client.socket().send(new Frame(false, whole.rsv(), Frame.TEXT, payload.slice(0, 10)));
        client.socket().send(Frame.ping(Bytes.NONE));
        client.socket().send(Frame.continuation(payload.from(10)));
        client.socket().send(Frame.text(Case.PING));
        client.socket().send(whole);

        assertThat(client.socket().receive()).isEqualTo(Frame.pong(Bytes.NONE));
        for (int i = 0; i < 3; i++) {
            client.expectEvent("pusher:pong");
        }
    }

    @Test
    @Rfc6455({"5.2", "9.2"})
    void onlyTheFirstFrameOfAMessageSaysThatItIsCompressed(App app) {
        Frame whole = Frame.compressed(Case.PING);
        for (Frame wrong : new Frame[]{Frame.continuation(whole.payload().from(3)).withRsv(whole.rsv()),
                Frame.ping(Bytes.NONE).withRsv(whole.rsv())}) {
            PusherConnection client = app.connectCompressed();
            client.socket().send(new Frame(false, whole.rsv(), Frame.TEXT, whole.payload().slice(0, 3)));
            client.socket().send(wrong);

            client.expectClose(1002);
        }
    }

    @Test
    @Rfc6455("9.2")
    void withoutAnAgreementNothingIsCompressed(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.compressed(Case.PING));

        client.expectClose(1002);
    }

    @ParameterizedTest
    @Rfc6455({"8.1", "9.2"})
    @ValueSource(strings = {"", "07", "7b 22 65 76", "f2 48 cd"})
    void whatCannotBeInflatedIsInvalid(String payload, App app) {
        PusherConnection client = app.connectCompressed();

        client.socket().send(Frame.text(Bytes.hex(payload)).withRsv(4));

        client.expectClose(1007);
    }

    @Test
    @Rfc6455({"8.1", "9.2"})
    void whatIsInflatedMustBeUtf8(App app) {
        PusherConnection client = app.connectCompressed();

        client.socket().send(Frame.compressed(Bytes.hex("7b 22 c3 28 22 7d")));

        client.expectClose(1007);
    }

    @Test
    void repliesAreCompressedToo(App app) {
        String channel = app.channel("presence-");
        PusherConnection client = app.connectCompressed();
        client.sendJoin(channel, "{\"user_id\":\"ann\",\"user_info\":{\"about\":\"" + "x".repeat(1_000) + "\"}}");

        Frame frame = client.socket().receive();

        assertThat(frame.compressed()).isTrue();
        client.sendSubscribe(Map.of("channel", app.channel("")));
        client.expectEvent("pusher_internal:subscription_succeeded");
    }
}
