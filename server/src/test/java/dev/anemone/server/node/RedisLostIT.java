package dev.anemone.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.SocketId;
import dev.anemone.server.RunningServer;
import dev.anemone.server.WebSocketClient;
import dev.anemone.testbed.RedisServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nodes whose Redis goes away, and comes back with its data or without.
@Timeout(90)
class RedisLostIT {
    private static final Credential DEV_APP = new Credential(new AppKey("app-key"), "app-secret");
    private static final Duration RED_WITHIN = Duration.ofSeconds(3);
    private static final Duration GREEN_WITHIN = Duration.ofSeconds(10);
    private static final Duration WRITTEN_AGAIN_WITHIN = Duration.ofSeconds(5);
    private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
    private static final String ROOM = "presence-room";

    private final RedisServer redis = RedisServer.start();
    private final RunningServer one = RunningServer.start("redis: " + redis.url());
    private final RunningServer two = RunningServer.start("redis: " + redis.url());

    /// How it goes away.
    enum Loss {
        /// Its process stands still: connections stay open, and nothing is answered.
        FROZEN {
            @Override
            void begin(RedisServer redis) {
                redis.freeze();
            }

            @Override
            void end(RedisServer redis) {
                redis.thaw();
            }
        },
        /// Its process is killed, and comes back empty.
        KILLED {
            @Override
            void begin(RedisServer redis) {
                redis.kill();
            }

            @Override
            void end(RedisServer redis) {
                redis.startAgain();
            }
        };

        abstract void begin(RedisServer redis);

        abstract void end(RedisServer redis);
    }

    @AfterEach
    void stop() {
        redis.kill();
        one.close();
        two.close();
        redis.close();
    }

    private static void awaitReady(RunningServer node, int status, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(20))
                .until(() -> node.get("/ready").statusCode() == status);
    }

    private static String subscribe(String channel) {
        return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}";
    }

    private static WebSocketClient subscribed(RunningServer node, String... channels) throws Exception {
        WebSocketClient client = node.webSocket(WebSocketClient.DEV_APP);
        assertThat(client.next()).contains("connection_established");
        for (String channel : channels) {
            client.send(subscribe(channel));
            client.nextThat(message -> message.contains("subscription_succeeded") && message.contains(channel));
        }
        return client;
    }

    private static WebSocketClient member(RunningServer node, String user) throws Exception {
        WebSocketClient client = node.webSocket(WebSocketClient.DEV_APP);
        Matcher socket = SOCKET_ID.matcher(client.next());
        assertThat(socket.find()).isTrue();
        String member = "{\"user_id\":\"" + user + "\"}";
        String auth = SubscriptionSigner.sign(DEV_APP, new SocketId(socket.group(1)), new ChannelName(ROOM), member);
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + ROOM + "\",\"auth\":\"" + auth
                + "\",\"channel_data\":\"" + member.replace("\"", "\\\"") + "\"}}");
        client.nextThat(message -> message.contains("subscription_succeeded"));
        return client;
    }

    private static void assertAnswersPing(WebSocketClient client) throws Exception {
        client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
        client.nextThat(message -> message.contains("pusher:pong"));
    }

    private static String event(String channel, String data) {
        return "{\"name\":\"e\",\"channels\":[\"" + channel + "\"],\"data\":\"" + data + "\"}";
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValueSatisfying(
                seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
    }

    @ParameterizedTest
    @EnumSource
    void nodesStayUpSaySoAndHealByThemselves(Loss loss) throws Exception {
        try (WebSocketClient stays = subscribed(one, "kept", "dropped"); WebSocketClient waits = subscribed(two)) {
            loss.begin(redis);

            awaitReady(one, 503, RED_WITHIN);
            awaitReady(two, 503, RED_WITHIN);
            assertThat(one.get("/live").statusCode()).isEqualTo(200);
            assertUnavailable(one.post("/events", event("kept", "lost")));
            assertUnavailable(one.post("/batch_events",
                    "{\"batch\":[{\"name\":\"e\",\"channel\":\"kept\",\"data\":\"lost\"}]}"));

            assertAnswersPing(stays);
            stays.send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"dropped\"}}");
            assertAnswersPing(stays);
            try (WebSocketClient late = one.webSocket(WebSocketClient.DEV_APP)) { // It opens: the answer was 101.
                assertThat(late.closeCode()).isEqualTo(4100);
            }
            long asked = System.nanoTime();
            waits.send(subscribe("new"));
            assertThat(waits.closeCode()).isEqualTo(4100);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(Duration.ofMillis(4_500),
                    Duration.ofSeconds(7));
            assertAnswersPing(stays);
            assertThat(one.get("/live").statusCode()).isEqualTo(200);

            loss.end(redis);

            awaitReady(one, 200, GREEN_WITHIN);
            awaitReady(two, 200, GREEN_WITHIN);
            assertThat(two.post("/events", event("dropped", "not for us")).statusCode()).isEqualTo(200);
            assertThat(two.post("/events", event("kept", "again")).statusCode()).isEqualTo(200);
            stays.nextThat(message -> { // What was not confirmed may have been delivered, and counts are told again.
                assertThat(message).doesNotContain("not for us");
                return message.contains("\"kept\"") && message.contains("again");
            });
            subscribed(two, "new").close();
        }
    }

    @Test
    void aRedisThatComesBackEmptyHasMembersCountsAndConnectionsAgainAndNobodyComesOrGoes() throws Exception {
        try (WebSocketClient ann = member(one, "ann"); WebSocketClient bob = member(two, "bob")) {
            ann.nextThat(message -> message.contains("member_added") && message.contains("bob"));

            redis.kill();
            awaitReady(one, 503, RED_WITHIN);
            redis.startAgain();
            awaitReady(one, 200, GREEN_WITHIN);
            awaitReady(two, 200, GREEN_WITHIN);

            await().atMost(WRITTEN_AGAIN_WITHIN).untilAsserted(() -> {
                assertThat(one.getSigned("/channels/" + ROOM + "/users").body()).contains("ann", "bob");
                assertThat(two.getSigned("/channels/" + ROOM).body()).contains("\"occupied\":true");
                assertThat(redis.run("EVAL \"return tonumber(redis.call('HGET',KEYS[1],ARGV[1]))\" 1"
                        + " anemone:{nodes}:connections app-id")).isEqualTo(":2");
            });
            assertThat(one.post("/events", event(ROOM, "done")).statusCode()).isEqualTo(200);
            for (WebSocketClient client : List.of(ann, bob)) {
                assertThat(client.nextThat(message -> message.contains("member_") || message.contains("done")))
                        .contains("done");
            }
        }
    }

    @Test
    void theQuotaIsThatOfAllNodes() throws Exception {
        String app = """

                apps: [{ id: small, key: small, secret: s, max-connections: 2 }]
                """;
        try (RunningServer first = RunningServer.start("redis: " + redis.url() + app);
                RunningServer second = RunningServer.start("redis: " + redis.url() + app);
                WebSocketClient here = first.webSocket("/app/small?protocol=7");
                WebSocketClient there = second.webSocket("/app/small?protocol=7")) {
            assertThat(here.next()).contains("connection_established");
            assertThat(there.next()).contains("connection_established");
            await().atMost(Duration.ofSeconds(5)).until(() -> redis
                    .run("EVAL \"return tonumber(redis.call('HGET',KEYS[1],ARGV[1]))\" 1 anemone:{nodes}:connections small")
                    .equals(":2"));

            for (RunningServer node : List.of(first, second)) {
                await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> {
                    try (WebSocketClient beyond = node.webSocket("/app/small?protocol=7")) {
                        assertThat(beyond.next()).contains("pusher:error", "4004");
                    }
                });
            }
            assertAnswersPing(here);
            assertAnswersPing(there);
        }
    }
}
