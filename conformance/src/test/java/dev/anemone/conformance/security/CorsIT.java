package dev.anemone.conformance.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pages' scripts may read the answers of the auth service: browsers ask before, and go by the header.
@Conformance(Setup.PREFIXED)
class CorsIT {
    private static final String ALLOWED = "https://shop.example";
    private static final String HEADER = "Access-Control-Allow-Origin";

    @Test
    void pagesOfAllowedOriginsMay(App app) {
        Response preflight = preflight(app, ALLOWED);

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.header(HEADER)).isEqualTo(ALLOWED);
        assertThat(preflight.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(post(app, ALLOWED).header(HEADER)).isEqualTo(ALLOWED);
        assertThat(post(app, ALLOWED).header("Vary")).isEqualTo("Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://shop.example", "https://shop.example.evil.example", "null"})
    void othersMayNot(String origin, App app) {
        assertThat(preflight(app, origin).statusCode()).isEqualTo(403);
        assertThat(preflight(app, origin).header(HEADER)).isNull();
        assertThat(post(app, origin).header(HEADER)).isNull();
    }

    /// Backends hold the secret, and no page does: the REST API is for no browser at all.
    @Test
    void theRestApiIsForNoPage(App app) {
        Response answer = given().baseUri("http://" + app.endpoint().authority()).urlEncodingEnabled(false)
                .header("Origin", ALLOWED).get(app.rest().get("/channels").target());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header(HEADER)).isNull();
    }

    private static Response preflight(App app, String origin) {
        return given().baseUri("http://" + app.endpoint().authority())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization, content-type")
                .options(path(app));
    }

    private static Response post(App app, String origin) {
        return given().baseUri("http://" + app.endpoint().authority()).header("Origin", origin).post(path(app));
    }

    private static String path(App app) {
        return app.endpoint().pathPrefix() + "/auth/" + app.credentials().key() + "/channel";
    }
}
