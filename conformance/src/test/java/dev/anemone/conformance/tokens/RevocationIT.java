package dev.anemone.conformance.tokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.RedisProcess;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two nodes around one Redis: what is revoked at one is gone from both within a second.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationIT {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Credentials SHOP = new Credentials("1", "shop-key", "shop-secret");
    private static final String SHARED = "what the shop's backend signs with";
    private static final SigningKey KEY = SigningKey.hs256(SHARED);

    private final RedisProcess redis = RedisProcess.start();
    private final List<AnemoneProcess> nodes = Stream.of("one", "two").map(this::node).toList();
    private final List<App> apps = nodes.stream().map(node -> new App(node.endpoint(), SHOP)).toList();

    private AnemoneProcess node(String name) {
        return AnemoneProcess.start("revoking-" + name, """
                redis: %s
                apps:
                  - {id: "1", key: shop-key, secret: shop-secret, token-keys: ["%s"]}
                """.formatted(redis.url(), SHARED));
    }

    /// What a process does for the first time, it loads classes for: that is not what is measured.
    @BeforeAll
    void warmUp() {
        List<PusherConnection> clients = apps.stream().map(app -> connect(app, user("fay").with("jti", "first").by(KEY),
                app.channel("private-orders-"))).toList();
        revoke("token_id", "first");
        clients.forEach(client -> events(client, 2));
    }

    @AfterEach
    void closeConnections() {
        apps.forEach(App::close);
    }

    @AfterAll
    void stop() {
        nodes.forEach(AnemoneProcess::close);
        redis.close();
    }

    /// Issued a second ago, as a token mostly is that is revoked.
    private static Token user(String id) {
        return Token.forAMinute().of(id).with("iat", Instant.now().getEpochSecond() - 1)
                .can("private-orders-*", "subscribe").can("presence-room-*", "presence");
    }

    private static PusherConnection connect(App app, String token, String channel) {
        PusherConnection client = app.connect();
        client.send("anemone:token", Map.of("token", token));
        client.expectEvent("anemone:token_accepted");
        client.sendSubscribe(Map.of("channel", channel));
        client.expectSubscribed(channel);
        return client;
    }

    /// Revokes at the first node. Returns when, by `System.nanoTime`, that began.
    private long revoke(String what, String whose) {
        long began = System.nanoTime();
        apps.getFirst().rest().json(apps.getFirst().rest().post("/revocations", Map.of(what, whose)));
        return began;
    }

    private static void assertSoon(String what, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf("Revoked %s: both nodes knew after %.1f ms%n", what, took.toNanos() / 1e6);
        assertThat(took).isLessThan(LIMIT);
    }

    private Stream<Response> ask(String token, String channel) {
        return nodes.stream().map(node -> given().baseUri("http://" + node.endpoint().authority())
                .header("Authorization", "Bearer " + token)
                .formParam("socket_id", "1.1").formParam("channel_name", channel).post("/auth/shop-key/channel"));
    }

    private void assertRefused(String token, String channel, String code) {
        assertThat(ask(token, channel)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body().asString()).isEqualTo("{\"code\":\"" + code + "\"}");
        });
    }

    private void assertSigned(String token, String channel) {
        assertThat(ask(token, channel)).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
    }

    private static List<String> events(PusherConnection client, int count) {
        return Stream.generate(client::next).limit(count).map(Message::event).toList();
    }

    @Test
    void aTokenByItsId() {
        String orders = apps.getFirst().channel("private-orders-");
        String stolen = user("ann").with("jti", "stolen").by(KEY);
        String hers = user("ann").with("jti", "hers").by(KEY);
        List<PusherConnection> thieves = apps.stream().map(app -> connect(app, stolen, orders)).toList();
        List<PusherConnection> others = apps.stream().map(app -> connect(app, hers, orders)).toList();

        long began = revoke("token_id", "stolen");

        for (PusherConnection thief : thieves) {
            assertThat(events(thief, 2)).containsExactlyInAnyOrder("anemone:token_refused",
                    "pusher:subscription_error");
        }
        assertSoon("a token", began);
        others.forEach(PusherConnection::expectNothing);
        assertRefused(stolen, orders, "token_revoked");
        assertSigned(hers, orders);
    }

    @Test
    void aUserWithTokensAndSignatures() {
        String orders = apps.getFirst().channel("private-orders-");
        String room = apps.getFirst().channel("presence-room-");
        String before = user("eve").by(KEY);
        List<PusherConnection> byToken = apps.stream().map(app -> connect(app, before, orders)).toList();
        List<PusherConnection> bySignature = apps.stream().map(App::connect).toList();
        bySignature.forEach(client -> client.joinAs("eve", room));
        PusherConnection other = connect(apps.getLast(), user("bob").by(KEY), orders);

        long began = revoke("user", "eve");

        for (PusherConnection client : byToken) {
            assertThat(events(client, 2)).containsExactlyInAnyOrder("anemone:token_refused",
                    "pusher:subscription_error");
        }
        bySignature.forEach(client -> client.expectClose(4200));
        assertSoon("a user", began);
        other.expectNothing();
        assertRefused(before, orders, "token_revoked");
        assertSigned(user("eve").with("iat", Instant.now().getEpochSecond() + 2).by(KEY), orders); // Issued afterwards.
    }

    @Test
    void channelsByPattern() {
        String orders = apps.getFirst().channel("private-orders-");
        String kept = apps.getFirst().channel("private-orders-");
        String token = user("dan").by(KEY);
        List<PusherConnection> byToken = apps.stream().map(app -> connect(app, token, orders)).toList();
        List<PusherConnection> bySignature = apps.stream().map(App::connect).toList();
        bySignature.forEach(client -> client.subscribe(orders));
        PusherConnection elsewhere = connect(apps.getLast(), token, kept);

        long began = revoke("channels", orders);

        byToken.forEach(client -> client.expectEvent("pusher:subscription_error", orders));
        bySignature.forEach(client -> client.expectClose(4200));
        assertSoon("a channel", began);
        elsewhere.expectNothing();
        assertRefused(token, orders, "channel_not_allowed");
        assertSigned(token, kept);
    }
}
