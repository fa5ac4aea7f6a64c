package dev.anemone.conformance.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A client that presents its token to the gateway, and asks nobody for signatures.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectTokenIT {
    private static final Credentials SHOP = new Credentials("1", "shop-key", "shop-secret");
    private static final String SHARED = "what the shop's backend signs with";
    private static final byte[] MASTER_KEY = "the shop's master key: 32 bytes!".getBytes(UTF_8);
    private static final SigningKey KEY = SigningKey.hs256(SHARED);

    private final AnemoneProcess server = AnemoneProcess.start("direct-tokens", """
            gateway: {token-grace: 1s}
            apps:
              - id: "1"
                key: shop-key
                secret: shop-secret
                client-events: true
                token-keys: ["%s"]
                encryption-master-key: %s
            """.formatted(SHARED, Base64.getEncoder().encodeToString(MASTER_KEY)));
    private final App app = new App(server.endpoint(), SHOP);

    @AfterEach
    void closeConnections() {
        app.close();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Token ann() {
        return Token.forAMinute().of("ann").with("user_info", Map.of("name", "Ann"));
    }

    /// A connection whose token is accepted.
    private PusherConnection with(Token token) {
        PusherConnection client = app.connect();
        present(client, token);
        return client;
    }

    private static JsonNode present(PusherConnection client, Token token) {
        client.send("anemone:token", Map.of("token", token.by(KEY)));
        return client.expectEvent("anemone:token_accepted").decodedData();
    }

    private static Message subscribe(PusherConnection client, String channel) {
        client.sendSubscribe(Map.of("channel", channel));
        return client.expectSubscribed(channel);
    }

    private static void expectDropped(PusherConnection client, String channel, String code) {
        Message dropped = client.expectEvent("pusher:subscription_error", channel);
        JsonNode data = dropped.json().path("data").isTextual() ? dropped.decodedData() : dropped.json().path("data");
        assertThat(data.path("type").textValue()).isEqualTo("AuthError");
        assertThat(data.path("error").textValue()).isEqualTo(code);
        assertThat(data.path("status").intValue()).isEqualTo(403);
    }

    @Test
    void opensPrivateChannels() {
        PusherConnection client = app.connect();
        JsonNode accepted = present(client, ann().can("private-orders-*", "subscribe"));
        String orders = app.channel("private-orders-");

        subscribe(client, orders);
        app.rest().publish(orders, "paid", "{}");

        client.expectEvent("paid", orders);
        assertThat(accepted.path("user_id").textValue()).isEqualTo("ann");
        assertThat(accepted.path("expires_in").intValue()).isBetween(50, 60);
    }

    @Test
    void joinsPresenceChannelsAsItsUser() {
        String room = app.channel("presence-room-");
        PusherConnection client = with(ann().can("presence-room-*", "presence"));

        JsonNode members = subscribe(client, room).decodedData().path("presence");

        assertThat(members.toString()).isEqualTo(
                "{\"count\":1,\"ids\":[\"ann\"],\"hash\":{\"ann\":{\"name\":\"Ann\"}}}");
        assertThat(app.rest().users(room)).containsExactly("ann");
    }

    /// As the official server libraries derive it: SHA-256 of the channel's name and the master key.
    @Test
    void opensEncryptedChannelsWithTheirSecret() throws NoSuchAlgorithmException {
        String diary = app.channel("private-encrypted-diary-");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(diary.getBytes(UTF_8));
        byte[] secret = sha256.digest(MASTER_KEY);

        Message success = subscribe(with(ann().can("private-encrypted-*", "subscribe")), diary);

        assertThat(success.decodedData().path("shared_secret").textValue())
                .isEqualTo(Base64.getEncoder().encodeToString(secret));
    }

    @Test
    void whispersWhereItMayPublish() {
        String chat = app.channel("private-chat-");
        PusherConnection listener = with(ann().can("private-chat-*", "subscribe"));
        PusherConnection speaker = with(ann().of("bob").can("private-chat-*", "subscribe", "publish"));
        subscribe(listener, chat);
        subscribe(speaker, chat);

        speaker.sendClientEvent(chat, "client-typing", Map.of());
        listener.expectEvent("client-typing", chat);

        listener.sendClientEvent(chat, "client-typing", Map.of());
        Message error = listener.expectErrorAndOpen();
        assertThat(error.json().path("data").path("code").intValue()).isEqualTo(4301);
        speaker.expectNothing();
    }

    @Test
    void signsInAsItsUser() {
        PusherConnection client = with(ann());
        client.send("pusher:signin", Map.of());
        client.expectEvent("pusher:signin_success");
        client.subscribe("#server-to-user-ann");

        app.rest().publish("#server-to-user-ann", "mail", "{}");

        client.expectEvent("mail");
    }

    @Test
    void aSignatureGoesBeforeAToken() {
        String orders = app.channel("private-orders-");
        PusherConnection client = with(ann());

        client.subscribe(orders);
        client.sendSubscribe(Map.of("channel", app.channel("private-orders-"), "auth", "shop-key:" + "0".repeat(64)));
        client.untilPong().forEach(answer -> assertThat(answer.event()).isIn("pusher:error",
                "pusher:subscription_error"));
    }

    @Test
    void aNewerTokenKeepsWhatItAllowsAndNoMore() {
        String kept = app.channel("private-kept-");
        String lost = app.channel("private-lost-");
        PusherConnection client = with(ann().can("private-kept-*", "subscribe").can("private-lost-*", "subscribe"));
        subscribe(client, kept);
        subscribe(client, lost);

        client.send("anemone:token", Map.of("token", ann().can("private-kept-*", "subscribe").by(KEY)));

        List<String> said = client.untilPong().stream().map(Message::event).toList();
        assertThat(said).containsExactlyInAnyOrder("anemone:token_accepted", "pusher:subscription_error");
        app.rest().publish(List.of(lost, kept), "e", "");
        client.expectEvent("e", kept);
        assertThat(app.rest().occupied(lost)).isFalse();
    }

    @Test
    void anotherUserIsRefusedWhileTheFirstIsAMember() {
        PusherConnection client = with(ann().can("presence-room-*", "presence"));
        String room = app.channel("presence-room-");
        subscribe(client, room);

        client.send("anemone:token", Map.of("token", ann().of("bob").can("presence-room-*", "presence").by(KEY)));

        assertThat(client.expectEvent("anemone:token_refused").decodedData().path("code").textValue())
                .isEqualTo("user_changed");
        assertThat(app.rest().users(room)).containsExactly("ann");
    }

    @Test
    void anExpiredTokenLosesWhatItGaveAfterTheGrace() {
        String orders = app.channel("private-orders-");
        Token brief = ann().can("private-orders-*", "subscribe").lasting(Duration.ofSeconds(3));
        PusherConnection client = with(brief);
        subscribe(client, orders);

        JsonNode warning = client.expectEvent("anemone:token_expiring").decodedData();
        assertThat(warning.path("in").intValue()).isBetween(1, 2);
        expectDropped(client, orders, "token_expired");
        app.rest().publish(orders, "e", "");
        client.expectNothing();

        client.sendSubscribe(Map.of("channel", orders));
        client.expectRefused(orders);
    }

    @Test
    void aTokenThatIsRenewedInTimeLosesNothing() {
        String orders = app.channel("private-orders-");
        Token token = ann().can("private-orders-*", "subscribe");
        PusherConnection renewed = with(token.lasting(Duration.ofSeconds(3)));
        PusherConnection forgotten = with(token.lasting(Duration.ofSeconds(3)));
        subscribe(renewed, orders);
        subscribe(forgotten, orders);
        renewed.expectEvent("anemone:token_expiring");
        present(renewed, token);

        forgotten.expectEvent("anemone:token_expiring");
        expectDropped(forgotten, orders, "token_expired"); // The other one's would have come as well.

        app.rest().publish(orders, "e", "");
        renewed.expectEvent("e", orders);
    }

    @Test
    void whatIsNoTokenIsRefusedAndTheOneBeforeStays() {
        PusherConnection client = with(ann().can("private-orders-*", "subscribe"));

        client.send("anemone:token", Map.of("token", "friend"));

        assertThat(client.expectEvent("anemone:token_refused").decodedData()).isEqualTo(Json.parse(
                "{\"code\":\"token_invalid\"}"));
        subscribe(client, app.channel("private-orders-"));
    }

    @Test
    void whoPresentsNoneHearsNothingOfIt() {
        PusherConnection client = app.connect();
        String orders = app.channel("private-orders-");

        client.sendSubscribe(Map.of("channel", orders));

        client.expectRefused(orders).forEach(answer -> assertThat(answer.text()).doesNotContain("anemone:"));
    }
}
