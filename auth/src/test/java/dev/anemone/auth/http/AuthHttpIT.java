package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.undertow.Handlers;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is HTTP about the auth service: paths, methods, bodies, time, logs.
class AuthHttpIT {
    private static final String PATH = "/auth/278d425bdf160c739803/channel";
    private static final String BODY = "socket_id=1234.1234&channel_name=private-x";
    private static final String TOKEN = token("\"capabilities\":{\"private-x\":[\"subscribe\"]}");
    private static final String HEADERS = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + TOKEN
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\n";

    // Paths and methods

    @ParameterizedTest
    @ValueSource(strings = {"/auth/unknown/channel", "/auth/278d425bdf160c73980/channel", "/auth/channel/channel",
            "/auth/278d425bdf160c739803%20/channel", "/auth/%00/channel", "/auth/../channel"})
    void anAppWithThisKeyMustExist(String path) {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app())) {
            given(server.request()).urlEncodingEnabled(false).header("Authorization", "Bearer " + TOKEN)
                    .contentType("application/x-www-form-urlencoded").body(BODY)
                    .post(path).then().statusCode(404).body("code", equalTo("unknown_app"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/auth", "/auth/", "/auth/channel/", "/auth//channel", "/auth/a/b/channel",
            "/auth/explain", "/auth/278d425bdf160c739803/explain", "/auth/278d425bdf160c739803/nothing",
            "/auth/channels", "/Auth/channel"})
    void thereAreNoOtherPaths(String path) {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app())) {
            post(server.request(), path).statusCode(404).body("code", equalTo("not_found"));
        }
    }

    @Test
    void aPrefixThatIsTakenOffBeforeDoesNotMatter() {
        try (AuthServer server = AuthServer.serving(
                Handlers.path().addPrefixPath("/prefix", AuthServer.service(AuthConfig.DEFAULTS, app())))) {
            post(server.request(), "/prefix" + PATH).statusCode(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
    void onlyPostIsServed(String method) {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app())) {
            given(server.request()).header("Authorization", "Bearer " + TOKEN).request(method, PATH).then()
                    .statusCode(405)
                    .header("Allow", "POST, OPTIONS")
                    .header("Cache-Control", "no-store");
        }
    }

    // Bodies

    @Test
    void bodiesHaveALengthLimit() {
        var config = AuthSettings.defaults().maxBodyBytes(1_024).config();
        String longest = BODY + "&pad=" + "p".repeat(1_024 - BODY.length() - "&pad=".length());
        try (AuthServer server = AuthServer.start(config, app())) {
            postBody(server, longest).statusCode(200);
            postBody(server, longest + "p").statusCode(413)
                    .body(equalTo("{\"code\":\"body_too_large\",\"message\":\"The body may have at most 1024 bytes"
                            + " (setting auth.max-body-bytes).\"}"));
            postBody(server, "p".repeat(1_000_000)).statusCode(413);
        }
    }

    @Test
    void anAnnouncedGiantIsRefusedBeforeItIsSent() throws IOException {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app()); Socket socket = server.connect()) {
            send(socket, HEADERS + "Content-Length: 2000000000\r\n\r\nsocket_id=");

            assertThat(line(socket)).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
        }
    }

    @Test
    void anUnannouncedGiantIsRefusedAtTheLimit() throws IOException {
        var config = AuthSettings.defaults().maxBodyBytes(1_024).config();
        try (AuthServer server = AuthServer.start(config, app()); Socket socket = server.connect()) {
            send(socket, HEADERS + "Transfer-Encoding: chunked\r\n\r\n");
            send(socket, "400\r\n" + "p".repeat(1_024) + "\r\n");
            send(socket, "1\r\np\r\n");

            assertThat(line(socket)).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
        }
    }

    @Test
    void chunkedBodiesAreRead() throws IOException {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app()); Socket socket = server.connect()) {
            send(socket, HEADERS + "Transfer-Encoding: chunked\r\n\r\n");
            send(socket, "14\r\nsocket_id=1234.1234&\r\n");
            send(socket, "16\r\nchannel_name=private-x\r\n0\r\n\r\n");

            assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aClientThatWaitsToBeAskedForItsBodyIsAsked() throws IOException {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app()); Socket socket = server.connect()) {
            send(socket, HEADERS + "Expect: 100-continue\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
            assertThat(line(socket)).startsWith("HTTP/1.1 100 ");
            assertThat(line(socket)).isEmpty();

            send(socket, BODY);
            assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void connectionsAreKept() throws IOException {
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app()); Socket socket = server.connect()) {
            for (int i = 0; i < 3; i++) {
                send(socket, HEADERS + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
                assertThat(response(socket)).startsWith("HTTP/1.1 200 OK").endsWith("}");
            }
        }
    }

    // Time and failure

    @Test
    void aBodyThatDoesNotComeInTimeEndsTheConnection() throws Exception {
        var requests = new GracefulShutdownHandler(AuthServer.service(hurried(), app()));
        try (AuthServer server = AuthServer.serving(requests); Socket socket = server.connect()) {
            send(socket, HEADERS + "Content-Length: 100\r\n\r\nsocket_id=");

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertNoneOpen(requests);
        }
    }

    @Test
    void anAnswerInTimeKeepsTheConnectionBeyondTheTimeout() throws IOException {
        var config = AuthSettings.defaults().requestTimeout(Duration.ofSeconds(1)).config();
        try (AuthServer server = AuthServer.start(config, app());
                Socket kept = server.connect();
                Socket late = server.connect()) {
            send(kept, HEADERS + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
            assertThat(response(kept)).startsWith("HTTP/1.1 200 OK");
            send(late, HEADERS + "Content-Length: 100\r\n\r\n");
            assertThat(late.getInputStream().read()).isEqualTo(-1); // So the first one's time is over, too.

            send(kept, HEADERS + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
            assertThat(response(kept)).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aStoreThatAnswersLaterOnAnotherThreadIsWaitedFor() {
        try (AuthServer server = AuthServer.serving(handler(AuthConfig.DEFAULTS, new OneApp(
                CompletableFuture.supplyAsync(() -> Optional.of(app()), task -> Thread.ofVirtual().start(task)))))) {
            post(server.request(), PATH).statusCode(200);
        }
    }

    @Test
    void aStoreThatFailsIsUnavailable() {
        try (AuthServer server = AuthServer
                .serving(handler(AuthConfig.DEFAULTS, new OneApp(CompletableFuture.failedStage(
                        new StoreUnavailableException("The apps cannot be read.", null)))))) {
            post(server.request(), PATH).statusCode(503).body("code", equalTo("unavailable"));
        }
    }

    @Test
    void aStoreThatDoesNotAnswerInTimeEndsTheConnection() throws Exception {
        var app = new CompletableFuture<Optional<App>>();
        var requests = new GracefulShutdownHandler(
                handler(hurried(), new OneApp(app)));
        try (AuthServer server = AuthServer.serving(requests); Socket socket = server.connect()) {
            send(socket, HEADERS + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertNoneOpen(requests);
            app.complete(Optional.of(app())); // Too late, and harmless.
        }
    }

    // Logs

    @Test
    void theLogKnowsTheReasonAndNeverTheToken() {
        var records = new CopyOnWriteArrayList<String>();
        var listener = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                records.add(logged.getLevel() + " " + logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AuthHandler.class.getName());
        Level level = logger.getLevel();
        listener.setLevel(Level.ALL);
        logger.setLevel(Level.FINE);
        logger.addHandler(listener);
        try (AuthServer server = AuthServer.start(AuthConfig.DEFAULTS, app())) {
            postForm(server.request().header("Authorization", "Bearer " + TOKEN), PATH, "private-y").statusCode(403);
            postForm(server.request().header("Authorization", "Bearer " + TOKEN + "x"), PATH, "private-x")
                    .statusCode(403);
            postForm(server.request().header("Authorization", "Bearer " + TOKEN), PATH, "private-\nFINE forged")
                    .statusCode(400);
            given(server.request()).header("Authorization", "Bearer " + TOKEN).contentType("application/json")
                    .body("{\"socket_id\":\"1.2\",\"channels\":[\"private-x\",\"private-z\"]}").post(PATH).then()
                    .statusCode(200);
        } finally {
            logger.removeHandler(listener);
            logger.setLevel(level);
        }

        assertThat(records).containsExactly(
                "FINE Auth refused code=channel_not_allowed from=127.0.0.1 path=\"" + PATH
                        + "\" reason=\"No pattern of the token's capabilities matches private-y.\"",
                "FINE Auth refused code=token_invalid from=127.0.0.1 path=\"" + PATH
                        + "\" reason=\"No token key of the app made its signature.\"",
                "FINE Auth refused code=malformed_request from=127.0.0.1 path=\"" + PATH
                        + "\" reason=\"Invalid channel name: private-\\nFINE forged.\"",
                "FINE Auth refused code=channel_not_allowed from=127.0.0.1 path=\"" + PATH
                        + "\" reason=\"No pattern of the token's capabilities matches private-z.\"");
    }

    private static AuthConfig hurried() {
        return AuthSettings.defaults().requestTimeout(Duration.ofMillis(100)).config();
    }

    /// Whether a server that stops would wait for a request.
    private static void assertNoneOpen(GracefulShutdownHandler requests) throws InterruptedException {
        requests.shutdown();
        assertThat(requests.awaitShutdown(5_000)).isTrue();
    }

    private static AuthHandler handler(AuthConfig config, AppRegistry apps) {
        TokenAccess tokens = AuthServer.tokens(config, MemoryStore.create(List.of()));
        return new AuthHandler(config, new AppResolver(apps),
                AuthService.endpoints(config, tokens, System::nanoTime),
                new RequestRate<>(config.addressRequestsPerSecond(), System::nanoTime));
    }

    private static ValidatableResponse post(RequestSpecification request, String path) {
        return postForm(request.header("Authorization", "Bearer " + TOKEN), path, "private-x");
    }

    private static ValidatableResponse postForm(RequestSpecification request, String path, String channel) {
        return given(request).formParam("socket_id", "1234.1234").formParam("channel_name", channel).post(path).then();
    }

    private static ValidatableResponse postBody(AuthServer server, String body) {
        return given(server.request()).header("Authorization", "Bearer " + TOKEN)
                .contentType("application/x-www-form-urlencoded").body(body).post(PATH).then();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    /// Everything up to the end of the body, and not a byte more.
    private static String response(Socket socket) throws IOException {
        var response = new StringBuilder();
        int length = 0;
        for (String line = line(socket); !line.isEmpty(); line = line(socket)) {
            response.append(line).append('\n');
            length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
        }
        return response.append(new String(socket.getInputStream().readNBytes(length), US_ASCII)).toString();
    }

    /// The next line without its end, byte by byte, so that what follows stays unread.
    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read(); c != '\n'; c = socket.getInputStream().read()) {
            assertThat(c).as("end of stream after %s", line).isNotEqualTo(-1);
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    /// A registry of one app, which it gives when the test says.
    private record OneApp(CompletionStage<Optional<App>> app) implements AppRegistry {
        @Override
        public CompletionStage<Optional<App>> byKey(AppKey key) {
            return app;
        }

        @Override
        public CompletionStage<Optional<App>> byId(AppId id) {
            return app;
        }

        @Override
        public CompletionStage<List<App>> all() {
            return app.thenApply(found -> found.stream().toList());
        }

        @Override
        public CompletionStage<Void> put(App replacement) {
            throw new UnsupportedOperationException("This registry is read only.");
        }

        @Override
        public CompletionStage<App> change(AppId id, UnaryOperator<App> change) {
            throw new UnsupportedOperationException("This registry is read only.");
        }

        @Override
        public CompletionStage<Boolean> remove(AppId id) {
            throw new UnsupportedOperationException("This registry is read only.");
        }

        @Override
        public void listen(Runnable listener) {
            throw new UnsupportedOperationException("This registry never changes.");
        }
    }
}
