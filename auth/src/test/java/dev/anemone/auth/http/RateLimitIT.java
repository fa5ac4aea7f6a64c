package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import dev.anemone.model.TokenKey;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.response.ValidatableResponse;
import io.undertow.server.HttpHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// How often one bearer, and one address, may ask. The clock stands still unless a test moves it.
class RateLimitIT {
    private static final String PATH = "/auth/278d425bdf160c739803/channel";
    private static final String MAY = ",\"capabilities\":{\"private-x\":[\"subscribe\"]}";

    private final AtomicLong nanoTime = new AtomicLong(-7_000_000_000L);
    /// Where requests come from, as if a trusted proxy said so.
    private final AtomicReference<String> address = new AtomicReference<>("192.0.2.1");

    @Test
    void aUserAsksNoMoreThanTwoSecondsWorthAtOnce() {
        try (AuthServer server = start(3, 0, app())) {
            for (int i = 0; i < 6; i++) {
                post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
            }
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(429)
                    .header("Retry-After", "1")
                    .body(equalTo(
                            "{\"code\":\"rate_limited\",\"message\":\"The bearer asks more than 3 times per second"
                                    + " (setting auth.requests-per-second).\"}"));

            nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
            for (int i = 0; i < 3; i++) {
                post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
            }
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(429);
        }
    }

    @Test
    void aUserIsOneBearerWithAnyTokenFromAnywhereAtAnyEndpoint() {
        try (AuthServer server = start(1, 0, app())) {
            post(server, token("\"sub\":\"7\",\"jti\":\"a\"" + MAY)).statusCode(200);
            address.set("192.0.2.2");
            post(server, "/auth/278d425bdf160c739803/user", token("\"sub\":\"7\",\"jti\":\"b\"" + MAY)).statusCode(200);

            post(server, token("\"sub\":\"7\",\"jti\":\"c\"" + MAY)).statusCode(429);
            post(server, token("\"sub\":\"8\",\"jti\":\"c\"" + MAY)).statusCode(200);
        }
    }

    @Test
    void aTokenThatNamesNobodyIsABearerByItsIdOrElseByItself() {
        try (AuthServer server = start(1, 0, app())) {
            for (String token : List.of(token("\"jti\":\"a\"" + MAY), token("\"n\":1" + MAY), token("\"n\":2" + MAY))) {
                post(server, token).statusCode(200);
                post(server, token).statusCode(200);
                post(server, token).statusCode(429);
            }
            post(server, token("\"jti\":\"a\",\"n\":3" + MAY)).statusCode(429);
            post(server, token("\"sub\":\"a\"" + MAY)).statusCode(200);
        }
    }

    @Test
    void usersOfOtherAppsAreOthers() {
        App other = app("4", List.of(new Credential(new AppKey("other"), "other secret")), true,
                List.of(new TokenKey(AuthServer.SECRET)), Limits.DEFAULTS);
        try (AuthServer server = start(1, 0, app(), other)) {
            String token = token("\"sub\":\"7\"" + MAY);
            post(server, token).statusCode(200);
            post(server, token).statusCode(200);
            post(server, token).statusCode(429);
            post(server, "/auth/other/channel", token).statusCode(200);
        }
    }

    @Test
    void nobodyUsesUpTheRateOfOthersWithTokensThatAreNotGood() {
        try (AuthServer server = start(1, 0, app())) {
            for (int i = 0; i < 5; i++) {
                post(server, token("\"sub\":\"7\"" + MAY) + "x").statusCode(403);
            }
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
        }
    }

    @Test
    void anAddressAsksNoMoreThanTwoSecondsWorthAtOnceWhateverItAsks() {
        try (AuthServer server = start(0, 2, app())) {
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
            post(server, "not a token").statusCode(403);
            post(server, "/auth/unknown/channel", "x").statusCode(404);
            post(server, "/auth/278d425bdf160c739803/user", token("\"sub\":\"8\"" + MAY)).statusCode(200);

            post(server, token("\"sub\":\"9\"" + MAY)).statusCode(429)
                    .header("Retry-After", "1")
                    .body(equalTo(
                            "{\"code\":\"rate_limited\",\"message\":\"The address asks more than 2 times per second"
                                    + " (setting auth.address-requests-per-second).\"}"));
            address.set("192.0.2.2");
            post(server, token("\"sub\":\"9\"" + MAY)).statusCode(200);
            address.set("192.0.2.1");
            nanoTime.addAndGet(Duration.ofMillis(500).toNanos());
            post(server, token("\"sub\":\"9\"" + MAY)).statusCode(200);
            post(server, token("\"sub\":\"9\"" + MAY)).statusCode(429);
        }
    }

    @Test
    void theAddressesOfOneIpv6NetworkCountTogether() {
        try (AuthServer server = start(0, 1, app())) {
            address.set("2001:db8:1:2::1");
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
            address.set("2001:db8:1:2::2");
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
            address.set("2001:db8:1:2::3");
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(429);
            address.set("2001:db8:1:3::1");
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
        }
    }

    @Test
    void zeroIsNoLimit() {
        try (AuthServer server = start(0, 0, app())) {
            for (int i = 0; i < 20; i++) {
                post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
            }
        }
    }

    @Test
    void preflightsAreFree() {
        try (AuthServer server = start(1, 1, app())) {
            for (int i = 0; i < 5; i++) {
                given(server.request()).options(PATH).then().statusCode(204);
            }
            post(server, token("\"sub\":\"7\"" + MAY)).statusCode(200);
        }
    }

    private AuthServer start(int requestsPerSecond, int addressRequestsPerSecond, App... apps) {
        HttpHandler service = AuthServer.service(
                AuthSettings.defaults().rates(requestsPerSecond, addressRequestsPerSecond).config(),
                MemoryStore.create(List.of(apps)), nanoTime::get);
        return AuthServer.serving(exchange -> {
            exchange.setSourceAddress(new InetSocketAddress(InetAddress.ofLiteral(address.get()), 0));
            service.handleRequest(exchange);
        });
    }

    private static ValidatableResponse post(AuthServer server, String token) {
        return post(server, PATH, token);
    }

    private static ValidatableResponse post(AuthServer server, String path, String token) {
        return given(server.request())
                .header("Authorization", "Bearer " + token)
                .formParam("socket_id", "1234.1234")
                .formParam("channel_name", "private-x")
                .post(path)
                .then();
    }
}
