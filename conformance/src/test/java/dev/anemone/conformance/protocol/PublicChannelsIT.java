package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Frame;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Channels that anyone may hear, and the names that channels may have.
@Conformance
class PublicChannelsIT {
    @Test
    @PC(55)
    void aSubscriptionIsConfirmedWithItsChannel(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("my-channel-");

        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"" + channel + "\"}}");

        client.expectEvent("pusher_internal:subscription_succeeded", channel);
    }

    @Test
    @PC(56)
    void noAuthIsNeeded(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("my-channel-");

        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");

        client.expectEvent("pusher_internal:subscription_succeeded", channel);
    }

    @Test
    @PC(57)
    void successCarriesAnEmptyObjectInAString(App app) {
        assertThat(app.connect().subscribe(app.channel("my-channel-")).data()).isEqualTo("{}");
    }

    @Test
    @PC(58)
    void namesHaveUpTo164Characters(App app) {
        PusherConnection client = app.connect();
        String longest = padded(app.channel("long-"), 164);
        String tooLong = padded(app.channel("long-"), 165);

        client.subscribe(longest);
        client.sendSubscribe(Map.of("channel", tooLong));

        client.expectRefused(tooLong);
    }

    @Test
    @PC(59)
    void punctuationThatPusherAllowsIsAllowed(App app) {
        app.connect().subscribe("foo-bar_1234@=,.;");
    }

    @ParameterizedTest
    @PC(60)
    @ValueSource(strings = {"", " ", "a b", "a/b", "a:b", "a%20b", "a\\b", "é", "кот", "a\u0000", "a\n", "a\"b", "a+b",
            "a!", "😀"})
    void namesWithOtherCharactersAreRefused(String name, App app) {
        PusherConnection client = app.connect();

        client.sendSubscribe(Map.of("channel", name));

        client.expectRefused(name);
    }

    @ParameterizedTest
    @PC(61)
    @ValueSource(strings = {"privateer", "presence", "private", "presenceroom", "private_x", "my-private-x"})
    void aPrefixWithoutItsDashIsNoPrefix(String name, App app) {
        PusherConnection client = app.connect();

        client.sendSubscribe(Map.of("channel", name));

        assertThat(client.expectSubscribed(name).data()).isEqualTo("{}");
    }

    @ParameterizedTest
    @PC(62)
    @ValueSource(strings = {"Private-x", "PRESENCE-x", "pRivate-encrypted-x"})
    void prefixesAreCaseSensitive(String name, App app) {
        PusherConnection client = app.connect();

        client.sendSubscribe(Map.of("channel", name));

        assertThat(client.expectSubscribed(name).data()).isEqualTo("{}");
    }

    @ParameterizedTest
    @PC(63)
    @ValueSource(strings = {"#foo", "#", "#server-to-user", "#private-x"})
    void namesWithAHashAreThePlatforms(String name, App app) {
        PusherConnection client = app.connect();

        client.sendSubscribe(Map.of("channel", name));

        client.expectRefused(name);
    }

    @Test
    @PC(64)
    void aSecondSubscribeIsAnErrorAndChangesNothing(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("twice-");
        client.subscribe(channel);

        client.sendSubscribe(Map.of("channel", channel));

        assertThat(client.untilPong()).singleElement().matches(answer -> answer.isError());
        app.rest().publish(channel, "once", "1");
        app.rest().publish(channel, "marker", "2");
        client.expectEvent("once", channel);
        client.expectEvent("marker", channel);
        client.expectNothing();
    }

    @Test
    @PC(65)
    void anUnsubscribeIsNotAnsweredAndStopsDelivery(App app) {
        PusherConnection client = app.connect();
        PusherConnection witness = app.connect();
        String channel = app.channel("left-");
        client.subscribe(channel);
        witness.subscribe(channel);

        client.unsubscribe(channel);

        client.expectNothing();
        app.rest().publish(channel, "unheard", "1");
        witness.expectEvent("unheard", channel);
        client.subscribe(channel);
        app.rest().publish(channel, "heard", "2");
        client.expectEvent("heard", channel);
    }

    @Test
    @PC(66)
    void anUnsubscribeOfNothingChangesNothing(@Of(Tenant.COUNTING) App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("never-joined-");
        app.connect().subscribe(channel);

        client.unsubscribe(channel);

        assertThat(client.untilPong()).allMatch(answer -> answer.isError());
        assertThat(app.rest().channel(channel, "subscription_count").path("subscription_count").intValue()).isOne();
    }

    @Test
    @PC(67)
    void pipelinedRequestsAreTakenInOrder(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("pipelined-");
        Frame subscribe = request("pusher:subscribe", channel);

        client.socket().sendTogether(List.of(subscribe, request("pusher:unsubscribe", channel), subscribe));

        client.expectSubscribed(channel);
        client.expectSubscribed(channel);
        client.expectNothing();
        app.rest().publish(channel, "heard", "1");
        client.expectEvent("heard", channel);
    }

    @Test
    @PC(68)
    void aBurstOfSubscribesIsAnsweredInItsOrder(App app) {
        PusherConnection client = app.connect();
        List<String> channels = Stream.generate(() -> app.channel("burst-")).limit(100).toList();

        client.socket().sendTogether(channels.stream().map(name -> request("pusher:subscribe", name)).toList());

        channels.forEach(client::expectSubscribed);
    }

    @Test
    @PC(69)
    void closingAConnectionEndsItsSubscriptions(App app) {
        PusherConnection client = app.connect();
        List<String> channels = IntStream.range(0, 5).mapToObj(_ -> app.channel("closing-")).toList();
        channels.forEach(client::subscribe);
        assertThat(listed(app)).containsAll(channels);

        client.closeCleanly();

        await().untilAsserted(() -> assertThat(listed(app)).doesNotContainAnyElementsOf(channels));
    }

    private static List<String> listed(App app) {
        return app.rest().json(app.rest().get("/channels")).path("channels").properties().stream()
                .map(Map.Entry::getKey).toList();
    }

    private static Frame request(String event, String channel) {
        return Frame.text(Json.text(Map.of("event", event, "data", Map.of("channel", channel))));
    }

    private static String padded(String name, int length) {
        return name + "x".repeat(length - name.length());
    }
}
