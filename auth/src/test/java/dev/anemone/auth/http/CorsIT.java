package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other origins (Fetch standard, "CORS protocol").
class CorsIT {
    private static final String PATH = "/auth/278d425bdf160c739803/channel";

    @Test
    void byDefaultNoOtherOriginMayCall() {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app())) {
            assertThat(preflight(server, "https://example.com").statusCode(403)
                    .body("code", equalTo("origin_not_allowed"))
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Origin")).isFalse();
            assertThat(post(server.request().header("Origin", "https://example.com")).statusCode(200) // May be the own origin.
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Origin")).isFalse();
        }
    }

    @Test
    void anAllowedOriginMayCallAndReadRefusalsToo() {
        try (AuthServer server = AuthServer.start(allowing("https://example.com", "https://example.org"), app())) {
            preflight(server, "https://example.org").statusCode(204)
                    .header("Access-Control-Allow-Origin", "https://example.org")
                    .header("Access-Control-Allow-Methods", "POST")
                    .header("Access-Control-Allow-Headers", "authorization,content-type,x-csrf-token")
                    .header("Access-Control-Max-Age", "600")
                    .header("Cache-Control", "no-store")
                    .header("Vary", "Origin");
            post(server.request().header("Origin", "https://example.com")).statusCode(200)
                    .header("Access-Control-Allow-Origin", "https://example.com")
                    .header("Access-Control-Expose-Headers", "Retry-After")
                    .header("Vary", "Origin");
            given(server.request()).header("Origin", "https://example.com").post(PATH).then().statusCode(401)
                    .header("Access-Control-Allow-Origin", "https://example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com.evil.example", "https://evilexample.com", "http://example.com",
            "https://example.com:444", "https://sub.example.com", "null", "https://EXAMPLE.com"})
    void originsAreComparedWhole(String origin) {
        try (AuthServer server = AuthServer.start(allowing("https://example.com"), app())) {
            preflight(server, origin).statusCode(403);
            assertThat(post(server.request().header("Origin", origin))
                    .header("Vary", "Origin")
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Origin")).isFalse();
        }
    }

    @Test
    void aStarAllowsEveryOriginAndNeverCookies() {
        try (AuthServer server = AuthServer.start(allowing("*"), app())) {
            assertThat(preflight(server, "https://example.com").statusCode(204)
                    .header("Access-Control-Allow-Origin", "*")
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Credentials")).isFalse();
        }
    }

    @Test
    void withoutACookieCredentialsAreNeverAllowed() {
        try (AuthServer server = AuthServer.start(allowing("https://example.com"), app())) {
            assertThat(preflight(server, "https://example.com").statusCode(204)
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Credentials")).isFalse();
        }
    }

    @Test
    void withACookieListedOriginsMaySendIt() {
        AuthConfig config = AuthSettings.defaults().allowedOrigins("https://example.com").cookie("t").config();
        try (AuthServer server = AuthServer.start(config, app())) {
            preflight(server, "https://example.com").statusCode(204)
                    .header("Access-Control-Allow-Origin", "https://example.com")
                    .header("Access-Control-Allow-Credentials", "true")
                    .header("Vary", "Origin");
            post(server.request().header("Origin", "https://example.com")).statusCode(200)
                    .header("Access-Control-Allow-Credentials", "true");
            assertThat(post(server.request().header("Origin", "https://example.org")).statusCode(200)
                    .header("Vary", "Origin")
                    .extract().headers().asList()).noneMatch(header -> header.getName().startsWith("Access-Control"));
        }
    }

    @Test
    void withACookieAStarStillAllowsNoCredentialsButThoseOfListedOrigins() {
        AuthConfig config = AuthSettings.defaults().allowedOrigins("*", "https://example.com").cookie("t").config();
        try (AuthServer server = AuthServer.start(config, app())) {
            preflight(server, "https://example.com").statusCode(204)
                    .header("Access-Control-Allow-Origin", "https://example.com")
                    .header("Access-Control-Allow-Credentials", "true");
            assertThat(preflight(server, "https://example.org").statusCode(204)
                    .header("Access-Control-Allow-Origin", "*")
                    .header("Vary", "Origin")
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Credentials")).isFalse();
            assertThat(preflight(server, "*").header("Access-Control-Allow-Origin", "*")
                    .extract().headers().hasHeaderWithName("Access-Control-Allow-Credentials")).isFalse();
        }
    }

    @Test
    void optionsWithoutAPreflightNamesTheMethods() {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app())) {
            given(server.request()).options(PATH).then().statusCode(204).header("Allow", "POST, OPTIONS");
        }
    }

    private static AuthConfig allowing(String... origins) {
        return AuthSettings.defaults().allowedOrigins(origins).config();
    }

    private static ValidatableResponse preflight(AuthServer server, String origin) {
        return given(server.request())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,x-csrf-token")
                .options(PATH)
                .then();
    }

    private static ValidatableResponse post(RequestSpecification request) {
        return given(request)
                .header("Authorization", "Bearer " + token("\"capabilities\":{\"private-x\":[\"subscribe\"]}"))
                .formParam("socket_id", "1234.1234")
                .formParam("channel_name", "private-x")
                .post(PATH)
                .then();
    }
}
