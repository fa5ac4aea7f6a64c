package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a customer's server may ask about its channels.
@Conformance
class QueriesIT {
    @Test
    @PC(205)
    void withoutSubscribersThereAreNoChannels(@Of(Tenant.EMPTY) App app) {
        app.rest().publish("unheard", "e", "d");

        app.rest().send(app.rest().get("/channels")).then().statusCode(200).body(equalTo("{\"channels\":{}}"));
    }

    @Test
    @PC(205)
    void channelsWithSubscribersAreListed(App app) {
        String occupied = app.channel("occupied-");
        String vacant = app.channel("vacant-");
        String presence = app.channel("presence-");
        PusherConnection client = app.connect();
        client.subscribe(occupied);
        client.subscribe(vacant);
        client.unsubscribe(vacant);
        client.joinAs("1", presence);
        client.assertOpen();

        JsonNode channels = app.rest().json(app.rest().get("/channels")).path("channels");

        assertThat(channels.path(occupied)).isEqualTo(Json.parse("{}"));
        assertThat(channels.path(presence)).isEqualTo(Json.parse("{}"));
        assertThat(channels.has(vacant)).isFalse();
    }

    @Test
    @PC(206)
    void aPrefixFilters(App app) {
        String presence = app.channel("presence-");
        String other = app.channel("open-");
        PusherConnection client = app.connect();
        client.joinAs("1", presence);
        client.subscribe(other);

        JsonNode channels = app.rest().json(app.rest().get("/channels").with("filter_by_prefix", "presence-"))
                .path("channels");

        assertThat(channels.has(presence)).isTrue();
        assertThat(channels.has(other)).isFalse();
        app.rest().send(app.rest().get("/channels").with("filter_by_prefix", "no-such-")).then()
                .body(equalTo("{\"channels\":{}}"));
    }

    @Test
    @PC(207)
    void usersAreCountedOnPresenceChannelsOnly(App app) {
        String presence = app.channel("presence-");
        app.connect().joinAs("1", presence);
        app.connect().joinAs("2", presence);
        SignedRequest counts = app.rest().get("/channels").with("info", "user_count")
                .with("filter_by_prefix", "presence-");

        assertThat(app.rest().json(counts).path("channels").path(presence))
                .isEqualTo(Json.parse("{\"user_count\":2}"));
        app.rest().send(app.rest().get("/channels").with("info", "user_count")).then().statusCode(400);
        app.rest().send(app.rest().get("/channels").with("info", "user_count").with("filter_by_prefix", "private-"))
                .then().statusCode(400);
        app.rest().send(app.rest().get("/channels").with("info", "user_count").with("filter_by_prefix", "presence"))
                .then().statusCode(400);
    }

    @Test
    @PC(208)
    void aUserCountsOnceHoweverOftenConnected(App app) {
        String presence = app.channel("presence-");
        app.connect().joinAs("1", presence);
        app.connect().joinAs("1", presence);

        assertThat(app.rest().channel(presence, "user_count").path("user_count")).isEqualTo(Json.parse("1"));
        assertThat(app.rest().json(app.rest().get("/channels").with("info", "user_count")
                .with("filter_by_prefix", presence)).path("channels").path(presence).path("user_count"))
                .isEqualTo(Json.parse("1"));
    }

    @Test
    @PC(209)
    void aChannelIsOccupiedOrNot(App app) {
        String occupied = app.channel("occupied-");
        app.connect().subscribe(occupied);

        app.rest().send(app.rest().get("/channels/" + occupied)).then().statusCode(200)
                .body(equalTo("{\"occupied\":true}"));
        app.rest().send(app.rest().get("/channels/" + app.channel("never-used-"))).then().statusCode(200)
                .body(equalTo("{\"occupied\":false}"));
    }

    @Test
    @PC(210)
    void onlyPresenceChannelsHaveUsersToCount(App app) {
        String presence = app.channel("presence-");
        app.connect().joinAs("1", presence);

        app.rest().send(app.rest().get("/channels/" + app.channel("public-")).with("info", "user_count")).then()
                .statusCode(400);
        assertThat(app.rest().channel(presence, "user_count"))
                .isEqualTo(Json.parse("{\"occupied\":true,\"user_count\":1}"));
        assertThat(app.rest().channel(app.channel("presence-"), "user_count"))
                .isEqualTo(Json.parse("{\"occupied\":false,\"user_count\":0}"));
    }

    @Test
    @PC(211)
    void subscriptionsAreConnectionsNotUsers(@Of(Tenant.COUNTING) App app) {
        String open = app.channel("open-");
        String presence = app.channel("presence-");
        for (int i = 0; i < 3; i++) {
            app.connect().subscribe(open);
            app.connect().joinAs("1", presence);
        }

        assertThat(app.rest().channel(open, "subscription_count"))
                .isEqualTo(Json.parse("{\"occupied\":true,\"subscription_count\":3}"));
        assertThat(app.rest().channel(presence, "subscription_count,user_count"))
                .isEqualTo(Json.parse("{\"occupied\":true,\"user_count\":1,\"subscription_count\":3}"));
    }

    @Test
    @PC(212)
    void usersAreListedByIdAndOnce(App app) {
        String presence = app.channel("presence-");
        app.connect().join(presence, "{\"user_id\":1,\"user_info\":{\"name\":\"Ann\"}}");
        app.connect().joinAs("1", presence);

        app.rest().send(app.rest().get("/channels/" + presence + "/users")).then().statusCode(200)
                .body(equalTo("{\"users\":[{\"id\":\"1\"}]}"));
        app.rest().send(app.rest().get("/channels/" + app.channel("presence-") + "/users")).then().statusCode(200)
                .body(equalTo("{\"users\":[]}"));
    }

    @Test
    @PC(213)
    void onlyPresenceChannelsHaveUsersToList(App app) {
        for (String prefix : List.of("public-", "private-", "presence")) {
            app.rest().send(app.rest().get("/channels/" + app.channel(prefix) + "/users")).then().statusCode(400);
        }
        app.rest().send(app.rest().get("/channels/" + app.channel("presence-") + "/users").with("info", "user_count"))
                .then().statusCode(400);
    }

    static Stream<UnaryOperator<String>> writings() {
        return Stream.of(UnaryOperator.identity(), name -> URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @PC(214)
    @MethodSource("writings")
    void punctuationInAPathIsPartOfTheName(UnaryOperator<String> writing, App app) {
        String channel = app.channel("presence-a=b@c,d;e.f_") + "-=@,;.";
        app.connect().joinAs("1", channel);
        String path = "/channels/" + writing.apply(channel);

        assertThat(app.rest().json(app.rest().get(path))).isEqualTo(Json.parse("{\"occupied\":true}"));
        assertThat(app.rest().json(app.rest().get(path + "/users")))
                .isEqualTo(Json.parse("{\"users\":[{\"id\":\"1\"}]}"));
    }

    @Test
    @PC(214)
    void aPathMayBeEscapedAfterItWasSigned(App app) {
        String channel = app.channel("open-a=b@c,d;e.f_") + "-=@,;.";
        app.connect().subscribe(channel);
        SignedRequest request = app.rest().get("/channels/" + channel);

        HttpResponse response = app.rest().sendRaw(request,
                request.target().replace(channel, URLEncoder.encode(channel, StandardCharsets.UTF_8)));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"occupied\":true}");
    }
}
