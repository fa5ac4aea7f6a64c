package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.undertow.server.HttpHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens in a cookie, which browsers send along whoever makes them ask.
class CookieIT {
    private static final String TOKEN = token("\"capabilities\":{\"private-x\":[\"subscribe\"]}");

    private static AuthServer server;

    @BeforeAll
    static void start() {
        AuthConfig config = AuthSettings.defaults().cookie("token").allowedOrigins("*", "https://app.example")
                .config();
        server = AuthServer.start(config, app());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // Taken

    @Test
    void aPageOfTheOwnOriginUsesIt() {
        post(cookie().header("Origin", "http://127.0.0.1:" + server.port())).statusCode(200);
    }

    @Test
    void aPageOfAListedOriginUsesIt() {
        post(cookie().header("Origin", "https://app.example")).statusCode(200);
    }

    @Test
    void aBrowserThatSendsNoOriginMaySayItIsTheSame() {
        post(cookie().header("Sec-Fetch-Site", "same-origin")).statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b; token=@", "token=@; a=b", "a=b;token=@;c", " token = @ ",
            "Token=x; token=@; tokens=y",
            "token-=x; token=@"})
    void itStandsAmongOthers(String cookies) {
        post(given(server.request()).header("Origin", "https://app.example")
                .header("Cookie", cookies.replace("@", TOKEN))).statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"https,shop.example,https://shop.example", "https,shop.example:443,https://shop.example",
            "http,shop.example:80,http://shop.example", "https,SHOP.example,https://shop.example",
            "https,shop.example:8443,https://shop.example:8443", "https,[::1]:443,https://[::1]"})
    void theOwnOriginIsAsTheClientSeesIt(String scheme, String host, String origin) {
        HttpHandler service = AuthServer.service(AuthSettings.defaults().cookie("token").config(), app());
        try (AuthServer behindProxy = AuthServer.serving(exchange -> {
            exchange.setRequestScheme(scheme);
            service.handleRequest(exchange);
        })) {
            post(given(behindProxy.request()).header("Cookie", "token=" + TOKEN).header("Host", host)
                    .header("Origin", origin)).statusCode(200);
            post(given(behindProxy.request()).header("Cookie", "token=" + TOKEN).header("Host", host)
                    .header("Origin", origin + "1")).statusCode(403);
        }
    }

    // Not taken

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "*", "", "http://app.example",
            "https://app.example.evil.example",
            "https://app.example:444", "https://127.0.0.1", "http://127.0.0.1", "http://localhost"})
    void aPageOfAnotherOriginDoesNotUseItThoughItMayCall(String origin) {
        post(cookie().header("Origin", origin)).statusCode(403).body(equalTo("{\"code\":\"cross_site\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-site", "cross-site", "none", "", "Same-Origin"})
    void withoutAnOriginOnlyTheSameOneDoes(String site) {
        post(cookie().header("Sec-Fetch-Site", site)).statusCode(403).body(equalTo("{\"code\":\"cross_site\"}"));
    }

    @Test
    void aRequestThatDoesNotSayWhereItComesFromDoesNotUseIt() {
        post(cookie()).statusCode(403).body(equalTo("{\"code\":\"cross_site\"}"));
    }

    @Test
    void anOriginThatIsThereDecidesWhateverElseIsSaid() {
        post(cookie().header("Origin", "https://evil.example").header("Sec-Fetch-Site", "same-origin"))
                .statusCode(403);
        post(cookie().header("Origin", "https://app.example", "https://app.example")).statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer x", "Basic dXNlcjpwYXNz", "Bearer"})
    void aRequestWithAuthorizationHasNoCookie(String authorization) {
        post(cookie().header("Origin", "https://app.example").header("Authorization", authorization))
                .statusCode(authorization.equals("Bearer x") ? 403 : 401)
                .body("code", equalTo(authorization.equals("Bearer x") ? "token_invalid" : "token_missing"));
    }

    @Test
    void aHeaderNeedsNoOrigin() {
        post(given(server.request()).header("Authorization", "Bearer " + TOKEN)
                .header("Origin", "https://evil.example")).statusCode(200);
    }

    @Test
    void twoTokensAreAsBadAsNone() {
        post(given(server.request()).header("Origin", "https://app.example")
                .header("Cookie", "token=" + TOKEN + "; token=" + TOKEN)).statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body(equalTo("{\"code\":\"token_missing\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token=", "token", "other=@", "TOKEN=@", "a=token=@"})
    void withoutATokenThereIsNoAnswer(String cookies) {
        post(given(server.request()).header("Origin", "https://app.example")
                .header("Cookie", cookies.replace("@", TOKEN))).statusCode(401);
    }

    @Test
    void itIsJudgedAsAnyToken() {
        post(given(server.request()).header("Origin", "https://app.example").header("Cookie", "token=x"))
                .statusCode(403).body(equalTo("{\"code\":\"token_invalid\"}"));
    }

    @Test
    void unlessASettingNamesOneNoCookieIsRead() {
        try (AuthServer without = AuthServer.start(AuthSettings.defaults().allowedOrigins("https://app.example")
                .config(), app())) {
            post(given(without.request()).header("Origin", "https://app.example").header("Cookie", "token=" + TOKEN))
                    .statusCode(401);
        }
    }

    private static RequestSpecification cookie() {
        return given(server.request()).header("Cookie", "token=" + TOKEN);
    }

    private static ValidatableResponse post(RequestSpecification request) {
        return request.formParam("socket_id", "1234.1234").formParam("channel_name", "private-x").post("/auth/channel")
                .then();
    }
}
