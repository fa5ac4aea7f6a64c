package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.pusher.SignedRequest.Parameter;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The many ways in which server libraries write the same query. The signature is over what it means.
@Conformance
class QueryFormsIT {
    @Test
    @PC(165)
    void parametersMayComeInAnyOrder(App app) {
        SignedRequest request = event(app);
        List<Parameter> parameters = request.signedParameters();

        for (int i = 0; i < parameters.size(); i++) {
            Collections.rotate(parameters, 1);
            String query = parameters.stream().map(Parameter::escaped).collect(Collectors.joining("&"));
            assertThat(app.rest().sendRaw(request, request.path() + "?" + query).status()).isEqualTo(200);
        }
    }

    static Stream<Function<String, String>> cases() {
        return Stream.of(name -> name.toUpperCase(Locale.ROOT),
                name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    }

    @ParameterizedTest
    @PC(166)
    @MethodSource("cases")
    void namesMayBeInAnyCase(Function<String, String> change, App app) {
        SignedRequest request = event(app);

        String target = request.target(
                parameter -> new Parameter(change.apply(parameter.name()), parameter.value()).escaped());

        assertThat(app.rest().sendRaw(request, target).status()).isEqualTo(200);
    }

    static Stream<Function<Parameter, String>> forms() {
        return Stream.of(Parameter::raw, Parameter::escaped,
                parameter -> parameter.escaped().replace("_", "%5f").replace(".", "%2e"));
    }

    @ParameterizedTest
    @PC(174)
    @MethodSource("forms")
    void valuesMayBeEscapedOrNot(Function<Parameter, String> form, @Of(Tenant.COUNTING) App app) {
        PusherConnection member = app.connect();
        String channel = app.channel("presence-");
        member.joinAs("1", channel);
        SignedRequest request = app.rest().get("/channels/" + channel)
                .with("info", "user_count,subscription_count");

        HttpResponse response = app.rest().sendRaw(request, request.target(form));

        assertThat(response.status()).isEqualTo(200);
        assertThat(Json.parse(response.body())).isEqualTo(
                Json.parse("{\"occupied\":true,\"user_count\":1,\"subscription_count\":1}"));
    }

    @ParameterizedTest
    @PC(175)
    @ValueSource(strings = {"+", "%20"})
    void aSpaceMayBeAPlusOrEscaped(String space, App app) {
        SignedRequest request = app.rest().get("/channels").with("filter_by_prefix", "no such channel");

        String target = request.target(parameter -> parameter.raw().replace(" ", space));

        HttpResponse response = app.rest().sendRaw(request, target);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"channels\":{}}");
    }

    @ParameterizedTest
    @PC(176)
    @MethodSource("forms")
    void anArrayIsItsNameSeveralTimes(Function<Parameter, String> form, App app) {
        PusherConnection client = app.connect();
        List<String> channels = List.of(app.channel("array-b-"), app.channel("array-a-"));
        channels.forEach(client::subscribe);
        SignedRequest request = app.rest().request("POST", "/events").with("name", "e").with("data", "d")
                .and("channels[]", channels.get(0)).and("channels[]", channels.get(1));

        assertThat(app.rest().sendRaw(request, request.target(form)).status()).isEqualTo(200);

        assertThat(List.of(client.expectEvent("e").channel(), client.expectEvent("e").channel()))
                .containsExactlyInAnyOrderElementsOf(channels);
    }

    @Test
    @PC(177)
    void unknownParametersAreSignedAndIgnored(App app) {
        SignedRequest request = event(app).with("zebra", "1").with("aardvark", "a=b;c@d,e").with("empty", "");

        assertThat(app.rest().send(request).statusCode()).isEqualTo(200);
        assertThat(app.rest().sendRaw(request, request.target(Parameter::raw)).status()).isEqualTo(200);
    }

    @Test
    @PC(177)
    void unknownParametersThatAreNotSignedAreNoticed(App app) {
        SignedRequest request = event(app);

        assertThat(app.rest().sendRaw(request, request.target() + "&zebra=1").status()).isEqualTo(401);
    }

    @Test
    @PC(202)
    void anEventMayBeInTheQueryAlone(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("query-");
        client.subscribe(channel);

        app.rest().send(app.rest().request("POST", "/events").with("name", "in the query")
                .with("channel", channel).with("data", "{\"a\": \"ü &\"}")).then().statusCode(200);

        assertThat(client.expectEvent("in the query", channel).data()).isEqualTo("{\"a\": \"ü &\"}");
    }

    private static SignedRequest event(App app) {
        return app.rest().post("/events", Map.of("name", "e", "channel", app.channel("query-"), "data", ""));
    }
}
