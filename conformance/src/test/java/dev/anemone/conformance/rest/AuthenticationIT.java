package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.RestApi;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HttpResponse;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may call, and how they prove it.
@Conformance
class AuthenticationIT {
    @Test
    @PC(167)
    void aKeyMustBeNamed(App app) {
        app.rest().send(event(app).without("auth_key")).then().statusCode(401).contentType(ContentType.TEXT);
    }

    @Test
    @PC(167)
    void theKeyMustBeKnown(App app) {
        app.rest().send(event(app).with("auth_key", "no-such-key")).then().statusCode(is(oneOf(401, 400)))
                .contentType(ContentType.TEXT);
    }

    @Test
    @PC(168)
    void theVersionMustBeThere(App app) {
        app.rest().send(event(app).without("auth_version")).then().statusCode(401);
    }

    @ParameterizedTest
    @PC(168)
    @ValueSource(strings = {"1", "1.1", "2.0", "", "01.0"})
    void theVersionMustBeTheOneThereIs(String version, App app) {
        app.rest().send(event(app).with("auth_version", version)).then().statusCode(401);
    }

    @ParameterizedTest
    @PC(169)
    @ValueSource(strings = {"", "soon", "1.5e9", "99999999999999999999", "-1"})
    void theTimestampMustBeANumberOfSeconds(String timestamp, App app) {
        app.rest().send(event(app).with("auth_timestamp", timestamp)).then().statusCode(401);
    }

    @Test
    @PC(169)
    void theTimestampMustBeThere(App app) {
        app.rest().send(event(app).without("auth_timestamp")).then().statusCode(401);
    }

    @ParameterizedTest
    @PC(169)
    @ValueSource(longs = {599, -599})
    void aClockMayBeAlmostTenMinutesOff(long skew, App app) {
        assertThat(answerToEventSignedAside(app, skew).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @PC(169)
    @ValueSource(longs = {601, -601})
    void andNoMore(long skew, App app) {
        HttpResponse response = answerToEventSignedAside(app, skew);

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.body()).contains("Timestamp expired");
    }

    static Stream<UnaryOperator<String>> spoiled() {
        return Stream.of(signature -> (signature.charAt(0) == '0' ? '1' : '0') + signature.substring(1),
                signature -> signature.substring(1), signature -> signature + "0", _ -> "", _ -> "nonsense",
                signature -> signature.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @PC(170)
    @MethodSource("spoiled")
    void anotherSignatureIsInvalid(UnaryOperator<String> spoil, App app) {
        app.rest().send(event(app).spoiling(spoil)).then().statusCode(401).body(startsWith("Invalid signature"));
    }

    @Test
    @PC(170)
    void anotherSecretIsInvalid(App app) {
        var thief = new Credentials(app.credentials().appId(), app.credentials().key(), "guessed");

        new RestApi(app.endpoint(), thief).send(new RestApi(app.endpoint(), thief).get("/channels")).then()
                .statusCode(401).body(startsWith("Invalid signature"));
    }

    static Stream<UnaryOperator<String>> otherLines() {
        return Stream.of(text -> text.replaceFirst("^POST", "GET"), text -> text.replaceFirst("^POST", "post"),
                text -> text.replaceFirst("/events", "/batch_events"),
                text -> text.replaceFirst("/events", "/events/"));
    }

    @ParameterizedTest
    @PC(171)
    @MethodSource("otherLines")
    void methodAndPathAreSigned(UnaryOperator<String> change, App app) {
        app.rest().send(event(app).signing(change)).then().statusCode(401);
    }

    @Test
    @PC(172)
    void theBodyMustBeTheSignedOne(App app) {
        app.rest().send(event(app).with("body_md5", Credentials.md5(new byte[]{'x'}))).then().statusCode(401);
    }

    @Test
    @PC(172)
    void aBodyMustBeSigned(App app) {
        app.rest().send(event(app).without("body_md5")).then().statusCode(401);
    }

    @Test
    @PC(173)
    void theDigestOfNothingMayBeSentWithAGet(App app) {
        app.rest().send(app.rest().get("/channels").with("body_md5", "d41d8cd98f00b204e9800998ecf8427e")).then()
                .statusCode(200);
    }

    static Stream<Arguments> requestsOfAnotherApp() {
        return Stream.of(Arguments.of("GET", "/channels"), Arguments.of("GET", "/channels/x"),
                Arguments.of("GET", "/channels/presence-x/users"), Arguments.of("POST", "/events"),
                Arguments.of("POST", "/batch_events"));
    }

    @ParameterizedTest
    @PC(178)
    @MethodSource("requestsOfAnotherApp")
    void aKeyOpensItsOwnAppOnly(String method, String path, App app, @Of(Tenant.NEIGHBOUR) App neighbour) {
        var intruder = new Credentials(app.credentials().appId(), neighbour.credentials().key(),
                neighbour.credentials().secret());
        var api = new RestApi(app.endpoint(), intruder);
        SignedRequest request = api.request(method, path);

        api.send(method.equals("POST") ? request.body("{\"name\":\"e\",\"channel\":\"c\",\"data\":\"\"}") : request)
                .then().statusCode(is(oneOf(401, 403)));
    }

    private static SignedRequest event(App app) {
        return app.rest().post("/events", Map.of("name", "e", "channel", app.channel("auth-"), "data", ""));
    }

    /// The answer to an event signed `skew` seconds aside from the second in which it was judged.
    private static HttpResponse answerToEventSignedAside(App app, long skew) {
        while (true) {
            long second = Instant.now().getEpochSecond();
            SignedRequest request = event(app).with("auth_timestamp", Long.toString(second + skew));
            HttpResponse response = app.rest().sendRaw(request, request.target());
            if (Instant.now().getEpochSecond() == second) {
                return response;
            }
        }
    }
}
