package dev.anemone.conformance.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a backend is told, when, and in what form. The server has its usual settings.
class WebhookEventsIT {
    private static final Credentials EVERYTHING = new Credentials("1", "oldest-key", "oldest-secret");
    private static final Credentials BATCHING = new Credentials("2", "batching-key", "batching-secret");
    private static final Credentials COUNTING = new Credentials("3", "counting-key", "counting-secret");

    private static final HookReceiver RECEIVER = HookReceiver.start();
    private static final AnemoneProcess SERVER = AnemoneProcess.start("webhook-events", """
            webhooks: { batch-window: 2s }
            apps:
              - id: "1"
                keys: [{ key: oldest-key, secret: oldest-secret }, { key: newest-key, secret: newest-secret }]
                client-events: true
                webhooks:
                  - { url: "%1$s/usual" }
                  - { url: "%1$s/uncounted", events: [channel_occupied, subscription_count] }
                  - { url: "%1$s/presence", events: [member_added, member_removed] }
                  - { url: "%1$s/eu", events: [channel_occupied], channel-prefix: shop-, channel-suffix: -eu }
              - id: "2"
                key: batching-key
                secret: batching-secret
                client-events: true
                webhook-batching: true
                webhooks: [{ url: "%1$s/batches" }]
              - id: "3"
                key: counting-key
                secret: counting-secret
                subscription-count: true
                webhooks: [{ url: "%1$s/default" }, { url: "%1$s/counts", events: [subscription_count] }]
            """.formatted(RECEIVER.url("")));

    private final App app = new App(SERVER.endpoint(), EVERYTHING);
    private final App batching = new App(SERVER.endpoint(), BATCHING);
    private final App counting = new App(SERVER.endpoint(), COUNTING);

    @AfterAll
    static void stop() {
        SERVER.close();
        RECEIVER.close();
    }

    @AfterEach
    void disconnect() {
        app.close();
        batching.close();
        counting.close();
    }

    private static HookRequest awaitUsual(String name, String channel) {
        return RECEIVER.awaitEvent("/usual", name, channel);
    }

    /// Has the app told something, and waits until it was. One endpoint hears things in order: what it has not heard of
    /// what happened before, it will not hear.
    private void fence() {
        String channel = app.channel("fence-");
        app.connect().subscribe(channel);
        awaitUsual("channel_occupied", channel);
    }

    @Test
    @PC({216, 217, 218})
    void aWebhookIsAPostThatTheAppsOldestKeySigns() {
        String channel = app.channel("my-channel-");
        app.connect().subscribe(channel);

        HookRequest request = awaitUsual("channel_occupied", channel);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("X-Pusher-Key")).isEqualTo("oldest-key");
        assertThat(request.header("X-Pusher-Signature")).isEqualTo(EVERYTHING.sign(request.body()));
        assertThat(request.header("Anemone-Delivery")).isNotEmpty();
        assertThat(request.json().path("time_ms").isIntegralNumber()).isTrue();
        assertThat(Duration.between(Instant.ofEpochMilli(request.json().path("time_ms").longValue()),
                request.arrived()).abs()).isLessThan(Duration.ofSeconds(5));
        assertThat(request.events()).containsExactly(
                Json.parse("{\"name\":\"channel_occupied\",\"channel\":\"" + channel + "\"}"));
        assertThat(request.json()).hasSize(2);
    }

    @Test
    @PC(219)
    void aChannelIsOccupiedByItsFirstSubscriberAlone() {
        String channel = app.channel("private-");
        app.connect().subscribe(channel);
        awaitUsual("channel_occupied", channel);

        app.connect().subscribe(channel);

        fence();
        assertThat(RECEIVER.names("/usual", channel)).containsExactly("channel_occupied");
    }

    @Test
    @PC(220)
    void aChannelIsVacatedWhenItsLastSubscriberHasGoneForAWhile() {
        String channel = app.channel("my-channel-");
        PusherConnection first = app.connect();
        PusherConnection last = app.connect();
        first.subscribe(channel);
        last.subscribe(channel);
        first.closeCleanly();
        Instant gone = Instant.now();
        last.close();

        HookRequest request = awaitUsual("channel_vacated", channel);

        Instant told = Instant.ofEpochMilli(request.json().path("time_ms").longValue());
        assertThat(Duration.between(gone, told)).isBetween(Duration.ofMillis(2_990), Duration.ofSeconds(5));
        assertThat(request.events()).containsExactly(
                Json.parse("{\"name\":\"channel_vacated\",\"channel\":\"" + channel + "\"}"));
        assertThat(RECEIVER.names("/usual", channel)).containsExactly("channel_occupied", "channel_vacated");
    }

    @Test
    @PC(221)
    void aChannelThatIsBackSoonWasNeverVacant() {
        String channel = app.channel("my-channel-");
        String later = app.channel("my-channel-");
        PusherConnection connection = app.connect();
        connection.subscribe(channel);
        awaitUsual("channel_occupied", channel);

        connection.closeCleanly();
        app.connect().subscribe(channel);
        PusherConnection other = app.connect();
        other.subscribe(later);
        other.closeCleanly();

        awaitUsual("channel_vacated", later); // Whatever was to be told of the first has been told by then.
        assertThat(RECEIVER.names("/usual", channel)).containsExactly("channel_occupied");
    }

    @Test
    @PC(222)
    void aMemberComesAndGoesOnceHoweverManyConnectionsItHas() {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        PusherConnection second = app.connect();
        first.joinAs("1", channel);
        second.joinAs("1", channel);
        app.connect().joinAs("2", channel);
        first.close();
        second.close();

        RECEIVER.awaitEvent("/presence", "member_removed", channel);

        assertThat(RECEIVER.events("/presence", channel)).containsExactly(
                member("member_added", channel, "1"), member("member_added", channel, "2"),
                member("member_removed", channel, "1"));
    }

    private static JsonNode member(String name, String channel, String user) {
        return Json.parse("{\"name\":\"" + name + "\",\"channel\":\"" + channel + "\",\"user_id\":\"" + user + "\"}");
    }

    @Test
    @PC(223)
    void aClientEventIsToldWithItsSenderEvenIfNobodyElseListens() {
        String plain = app.channel("private-");
        String room = app.channel("presence-");
        PusherConnection sender = app.connect();
        sender.subscribe(plain);
        sender.joinAs("ann", room);

        sender.sendClientEvent(plain, "client-typing", "{\"a\": 1}");
        sender.sendClientEvent(room, "client-typing", "hi");

        awaitUsual("client_event", plain);
        awaitUsual("client_event", room);
        assertThat(RECEIVER.events("/usual", plain).getLast()).isEqualTo(Json.parse(
                "{\"name\":\"client_event\",\"channel\":\"" + plain + "\",\"event\":\"client-typing\","
                        + "\"data\":\"{\\\"a\\\": 1}\",\"socket_id\":\"" + sender.socketId() + "\"}"));
        assertThat(RECEIVER.events("/usual", room).getLast()).isEqualTo(Json.parse(
                "{\"name\":\"client_event\",\"channel\":\"" + room + "\",\"event\":\"client-typing\","
                        + "\"data\":\"hi\",\"socket_id\":\"" + sender.socketId() + "\",\"user_id\":\"ann\"}"));
    }

    @Test
    @PC(224)
    void severalQuickMissesOfACacheAreToldOnce() {
        String channel = app.channel("cache-");
        for (int i = 0; i < 3; i++) {
            app.connect().subscribe(channel);
        }
        awaitUsual("cache_miss", channel);

        fence();

        assertThat(RECEIVER.events("/usual", channel)).containsOnlyOnce(
                Json.parse("{\"name\":\"cache_miss\",\"channel\":\"" + channel + "\"}")).hasSize(2);
    }

    @Test
    @PC(225)
    void subscriptionsAreCountedWhereTheAppAndTheEndpointWantIt() {
        String channel = counting.channel("my-channel-");
        counting.connect().subscribe(channel);
        counting.connect().subscribe(channel);

        RECEIVER.awaitRequests("/counts", channel, 2);

        assertThat(RECEIVER.events("/counts", channel)).containsExactly(counted(channel, 1), counted(channel, 2));
        String later = counting.channel("my-channel-");
        counting.connect().subscribe(later);
        RECEIVER.awaitEvent("/default", "channel_occupied", later);
        assertThat(RECEIVER.names("/default", channel)).containsExactly("channel_occupied");
    }

    @Test
    @PC(225)
    void subscriptionsAreNotCountedUnlessTheAppWantsIt() {
        String channel = app.channel("my-channel-");
        String later = app.channel("my-channel-");
        app.connect().subscribe(channel);
        app.connect().subscribe(channel);
        app.connect().subscribe(later);

        RECEIVER.awaitEvent("/uncounted", "channel_occupied", later);

        assertThat(RECEIVER.names("/uncounted", channel)).containsExactly("channel_occupied");
    }

    private static JsonNode counted(String channel, int count) {
        return Json.parse("{\"name\":\"subscription_count\",\"channel\":\"" + channel + "\",\"subscription_count\":"
                + count + "}");
    }

    @Test
    @PC(228)
    void anEndpointHearsOnlyTheEventsAndChannelsItWants() {
        String matching = app.channel("shop-") + "-eu";
        String wrongSuffix = app.channel("shop-") + "-us";
        String wrongPrefix = app.channel("forum-") + "-eu";
        PusherConnection connection = app.connect();
        List.of(wrongSuffix, wrongPrefix, matching).forEach(connection::subscribe);
        String room = app.channel("presence-");
        connection.joinAs("1", room);

        RECEIVER.awaitEvent("/eu", "channel_occupied", matching);
        RECEIVER.awaitEvent("/presence", "member_added", room);
        awaitUsual("member_added", room);

        assertThat(RECEIVER.names("/eu", wrongSuffix)).isEmpty();
        assertThat(RECEIVER.names("/eu", wrongPrefix)).isEmpty();
        assertThat(RECEIVER.names("/presence", room)).containsExactly("member_added");
        assertThat(RECEIVER.names("/usual", room)).containsExactlyInAnyOrder("channel_occupied", "member_added");
    }

    @Test
    @PC(229)
    void aBurstArrivesInOneRequestInOrder() {
        String channel = batching.channel("private-");
        PusherConnection sender = batching.connect();
        sender.subscribe(channel);
        RECEIVER.awaitEvent("/batches", "channel_occupied", channel);
        List<String> burst = IntStream.range(0, 8).mapToObj(number -> "client-" + number).toList();

        burst.forEach(event -> sender.sendClientEvent(channel, event, "x"));

        HookRequest request = RECEIVER.awaitEvent("/batches", "client_event", channel);
        assertThat(request.json().path("time_ms").isIntegralNumber()).isTrue();
        assertThat(request.events()).extracting(event -> event.path("name").asText()).containsOnly("client_event");
        assertThat(request.events()).extracting(event -> event.path("event").asText()).containsExactlyElementsOf(burst);
        assertThat(request.header("X-Pusher-Signature")).isEqualTo(BATCHING.sign(request.body()));
    }

    @Test
    void whatBackendsTriggerIsNotToldThem() {
        String channel = app.channel("my-channel-");
        app.connect().subscribe(channel);
        app.rest().publish(channel, "news", "{}");

        fence();

        assertThat(RECEIVER.names("/usual", channel)).containsExactly("channel_occupied");
    }
}
