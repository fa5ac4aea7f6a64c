package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Channels that keep their last event for whoever comes later.
@Conformance
class CacheChannelsIT {
    private static final String MISS = "pusher:cache_miss";

    @Test
    @PC(113)
    void aPresenceCacheChannelListsItsMembersBeforeTheCachedEvent(App app) {
        String channel = app.channel("presence-cache-");
        app.rest().publish(channel, "news", "{\"a\":1}");
        PusherConnection connection = app.connect();

        Message success = connection.joinAs("1", channel);

        assertThat(success.decodedData().path("presence").path("count").intValue()).isEqualTo(1);
        assertThat(connection.expectEvent("news", channel).data()).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @PC(114)
    @ValueSource(strings = {"cache-", "private-cache-"})
    void anEmptyCacheIsAMiss(String prefix, App app) {
        String channel = app.channel(prefix);
        PusherConnection connection = app.connect();

        connection.subscribe(channel);

        connection.expectEvent(MISS, channel);
        connection.expectNothing();
    }

    @Test
    @PC({115, 116})
    void theLastEventComesRightBehindTheSuccess(App app) {
        String channel = app.channel("cache-");
        app.rest().publish(channel, "news", "{\"text\":\"é \\u2028 \\ud83d\\ude00\"}");
        PusherConnection connection = app.connect();

        connection.subscribe(channel);

        Message cached = connection.expectEvent("news", channel);
        assertThat(cached.data()).isEqualTo("{\"text\":\"é \\u2028 \\ud83d\\ude00\"}");
        connection.expectNothing();
    }

    @Test
    @PC(117)
    void theNextEventReplacesTheLast(App app) {
        String channel = app.channel("cache-");
        app.rest().publish(channel, "news", "one");
        app.rest().publish(channel, "update", "two");
        PusherConnection connection = app.connect();

        connection.subscribe(channel);

        assertThat(connection.expectEvent("update", channel).data()).isEqualTo("two");
        connection.expectNothing();
    }

    @Test
    @PC(118)
    void whoeverIsInHearsTheEventOnce(App app) {
        String channel = app.channel("cache-");
        PusherConnection first = app.connect();
        first.subscribe(channel);
        first.expectEvent(MISS, channel);
        app.rest().publish(channel, "news", "one");
        first.expectEvent("news", channel);

        PusherConnection second = app.connect();
        second.subscribe(channel);

        second.expectEvent("news", channel);
        first.expectNothing();
    }

    @Test
    @PC(119)
    void clientEventsAreNotKept(App app) {
        String channel = app.channel("private-cache-");
        app.rest().publish(channel, "news", "one");
        PusherConnection sender = app.connect();
        sender.subscribe(channel);
        sender.expectEvent("news", channel);

        sender.sendClientEvent(channel, "client-note", "two");
        sender.assertOpen();

        PusherConnection late = app.connect();
        late.subscribe(channel);
        late.expectEvent("news", channel);
        late.expectNothing();
    }

    @Test
    @PC(120)
    void anEventExpires(@Of(Tenant.FORGETFUL) App app) {
        String channel = app.channel("cache-");
        app.rest().publish(channel, "news", "one");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> app.rest().channel(channel, "cache").path("cache").isNull());
        PusherConnection connection = app.connect();

        connection.subscribe(channel);

        connection.expectEvent(MISS, channel);
    }

    @Test
    @PC(121)
    void theApiShowsTheLastEventAndHowLongItStays(App app) {
        String channel = app.channel("cache-");
        app.rest().publish(channel, "news", "{\"a\":1}");

        JsonNode shown = app.rest().channel(channel, "cache");

        assertThat(shown.path("occupied").booleanValue()).isFalse();
        assertThat(shown.path("cache").path("data").textValue()).isEqualTo("{\"a\":1}");
        int ttl = shown.path("cache").path("ttl").intValue();
        assertThat(ttl).isPositive().isLessThanOrEqualTo(1_800);
        await().atMost(Duration.ofSeconds(10)).until(
                () -> app.rest().channel(channel, "cache").path("cache").path("ttl").intValue() < ttl);
    }

    @Test
    @PC(122)
    void theApiShowsAnEmptyCacheAsNull(App app) {
        assertThat(app.rest().channel(app.channel("cache-"), "cache"))
                .isEqualTo(Json.parse("{\"occupied\":false,\"cache\":null}"));
    }

    @Test
    @PC(122)
    void theApiShowsNoCacheOfOtherChannels(App app) {
        app.rest().send(app.rest().get("/channels/my-channel").with("info", "cache")).then().statusCode(400);
    }

    @Test
    @PC(123)
    void thePrefixDecides(App app) {
        String encrypted = app.channel("private-encrypted-cache-");
        String plain = app.channel("mycache-");
        app.rest().publish(List.of(plain), "news", "one");
        app.rest().publish(List.of(encrypted), "news", "{\"nonce\":\"\",\"ciphertext\":\"\"}");
        PusherConnection connection = app.connect();

        connection.subscribe(encrypted);
        connection.expectEvent("news", encrypted);
        connection.subscribe(plain);
        connection.expectNothing();
    }

    @Test
    @PC(124)
    void everyChannelOfARequestKeepsItsEvent(App app) {
        String one = app.channel("cache-");
        String two = app.channel("cache-");
        String three = app.channel("cache-");
        app.rest().publish(List.of(one, two), "many", "1");
        app.rest().send(app.rest().post("/batch_events", Map.of("batch",
                List.of(Map.of("name", "batched", "channel", two, "data", "2"),
                        Map.of("name", "batched", "channel", three, "data", "3")))))
                .then().statusCode(200);
        PusherConnection connection = app.connect();

        connection.subscribe(one);
        assertThat(connection.expectEvent("many", one).data()).isEqualTo("1");
        connection.subscribe(two);
        assertThat(connection.expectEvent("batched", two).data()).isEqualTo("2");
        connection.subscribe(three);
        assertThat(connection.expectEvent("batched", three).data()).isEqualTo("3");
    }
}
