package dev.anemone.server.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anemone.server.RunningServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkScriptTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path SDK = Path.of("..", "sdk-js");

    private RunningServer node;
    private String version = "";
    private byte[] built = {};

    @BeforeAll
    void start() throws IOException {
        node = RunningServer.start();
        version = new ObjectMapper().readTree(SDK.resolve("package.json").toFile()).path("version").textValue();
        built = Files.readAllBytes(SDK.resolve("dist/anemone.js"));
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private HttpResponse<byte[]> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void isWhatTheClientsModuleBuilt() throws Exception {
        HttpResponse<byte[]> script = ask("GET", "/sdk/anemone.js");

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.body()).isEqualTo(built);
        assertThat(header(script, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(script, "Content-Encoding")).isEmpty();
        assertThat(header(script, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void isForPagesOfEveryOrigin() throws Exception {
        HttpResponse<byte[]> script = ask("GET", "/sdk/anemone.js", "Origin", "https://shop.example");

        assertThat(header(script, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(script, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    }

    @Test
    void isAskedForAgainUnlessItsVersionIsInTheAddress() throws Exception {
        HttpResponse<byte[]> latest = ask("GET", "/sdk/anemone.js");
        HttpResponse<byte[]> one = ask("GET", "/sdk/" + version + "/anemone.js");

        assertThat(header(latest, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(header(one, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(one.body()).isEqualTo(latest.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip;q=0.5", "deflate, GZIP"})
    void isCompressedForWhoeverTakesThat(String codings) throws Exception {
        HttpResponse<byte[]> script = ask("GET", "/sdk/anemone.js", "Accept-Encoding", codings);

        assertThat(header(script, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(script, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(script.body()).hasSizeLessThan(built.length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(script.body())).readAllBytes()).isEqualTo(built);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "br, *;q=0", "x-gzipped"})
    void isPlainForWhoeverDoesNot(String codings) throws Exception {
        HttpResponse<byte[]> script = ask("GET", "/sdk/anemone.js", "Accept-Encoding", codings);

        assertThat(header(script, "Content-Encoding")).isEmpty();
        assertThat(header(script, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(script.body()).isEqualTo(built);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"identity | %s", "gzip | %s", "gzip | W/%s", "gzip | \"of before\", %s",
            "gzip | *"})
    void isNotSentToWhoeverHasIt(String coding, String condition) throws Exception {
        String tag = header(ask("HEAD", "/sdk/anemone.js", "Accept-Encoding", coding), "ETag");

        HttpResponse<byte[]> again = ask("GET", "/sdk/anemone.js", "Accept-Encoding", coding, "If-None-Match",
                condition.formatted(tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag).matches("\"[0-9a-f]{32}\"");
        assertThat(header(again, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(header(again, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(again, "Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void isSentToWhoeverHasItInAnotherCodingOrHasAnother() throws Exception {
        String plain = header(ask("HEAD", "/sdk/anemone.js"), "ETag");

        assertThat(ask("GET", "/sdk/anemone.js", "Accept-Encoding", "gzip", "If-None-Match", plain).statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/sdk/anemone.js", "If-None-Match", "\"of before\"").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/sdk/anemone.js", "If-None-Match", "no tag at all").statusCode()).isEqualTo(200);
    }

    @Test
    void tellsHowLongItIsWithoutSendingIt() throws Exception {
        HttpResponse<byte[]> head = ask("HEAD", "/sdk/anemone.js");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("" + built.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void isOnlyRead(String method) throws Exception {
        HttpResponse<byte[]> refusal = ask(method, "/sdk/anemone.js");

        assertThat(refusal.statusCode()).isEqualTo(405);
        assertThat(header(refusal, "Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sdk/0.0.9/anemone.js", "/sdk/latest/anemone.js"})
    void namesTheVersionThatThereIs(String path) throws Exception {
        HttpResponse<byte[]> refusal = ask("GET", path);

        assertThat(refusal.statusCode()).isEqualTo(404);
        assertThat(new String(refusal.body(), UTF_8)).endsWith(": /sdk/" + version + "/anemone.js\n");
        assertThat(header(refusal, "Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sdk", "/sdk/", "/sdk/pusher.js", "/sdk//anemone.js", "/sdk/anemone.js/",
            "/sdk/anemoneXjs",
            "/sdk/0.1.0/", "/sdk/0.1.0/0.1.0/anemone.js"})
    void isTheOnlyFile(String path) throws Exception {
        assertThat(ask("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void isBehindThePrefixToo() {
        try (var other = RunningServer.start("path-prefix: /realtime")) {
            assertThat(other.get("/realtime/sdk/anemone.js").body()).isEqualTo(new String(built, UTF_8));
            assertThat(other.get("/realtime/sdk/" + version + "/anemone.js").statusCode()).isEqualTo(200);
            assertThat(other.get("/realtime/sdk/0.0.9/anemone.js").body())
                    .endsWith(": /realtime/sdk/" + version + "/anemone.js\n");
            assertThat(other.get("/sdk/anemone.js").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void isWhereClientsConnect() {
        try (var other = RunningServer
                .start("{roles: [api, auth], apps: [{id: 1, key: app-key, secret: app-secret}]}")) {
            HttpResponse<String> refusal = other.get("/sdk/anemone.js");

            assertThat(refusal.statusCode()).isEqualTo(404);
            assertThat(refusal.body()).isEqualTo("This node does not have the role gateway.\n");
        }
    }
}
