package dev.anemone.api;

import dev.anemone.model.Publication;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.Store;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.specification.RequestSpecification;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The API, served by a real Undertow on a free port over a real store.
public final class ApiServer implements AutoCloseable {
    /// Held, because the platform forgets the level of a logger that nobody holds. Starts and stops are not news here.
    private static final Logger UNDERTOW_LOG = Logger.getLogger("io.undertow");

    static {
        UNDERTOW_LOG.setLevel(Level.WARNING);
    }

    private final Store store;
    private final TestClock clock;
    private final Undertow undertow;
    private final RecordingListener listener;

    private ApiServer(Store store, ApiConfig config, String prefix) {
        this.store = store;
        this.listener = RecordingListener.on(store);
        this.clock = new TestClock(Apps.NOW);
        HttpHandler api = Api.create(config, store, clock, clock::nanoTime).handler();
        this.undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .setHandler(prefix.isEmpty() ? api : Handlers.path().addPrefixPath(prefix, api))
                .build();
        undertow.start();
    }

    /// With defaults, over memory.
    public static ApiServer start() {
        return start(ApiConfig.DEFAULTS);
    }

    /// Over memory.
    public static ApiServer start(ApiConfig config) {
        return start(config, MemoryStore.create(Apps.all()));
    }

    /// With everything as the test wants it.
    public static ApiServer start(ApiConfig config, Store store) {
        return new ApiServer(store, config, "");
    }

    /// With defaults, over memory, below a path prefix.
    public static ApiServer startBelow(String prefix) {
        return new ApiServer(MemoryStore.create(Apps.all()), ApiConfig.DEFAULTS, prefix);
    }

    /// A request that leaves its target alone, and its body in UTF-8.
    public RequestSpecification request() {
        return RestAssured.given()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .defaultContentCharset(StandardCharsets.UTF_8)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .baseUri("http://127.0.0.1")
                .port(port())
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false);
    }

    /// A POST of JSON, to be sent to a signed target.
    public RequestSpecification json(String body) {
        return request().contentType("application/json").body(body);
    }

    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    }

    public Store store() {
        return store;
    }

    public TestClock clock() {
        return clock;
    }

    /// Listens to these channels of [Apps#APP] from here on.
    public ApiServer hear(String... channels) {
        for (String channel : channels) {
            store.broker().subscribe(Apps.channel(channel)).toCompletableFuture().join();
        }
        return this;
    }

    /// Everything heard so far. Memory delivers before a publish returns, so before the reply to it leaves.
    public List<Publication> heard() {
        return listener.heard().stream().map(Publication.class::cast).toList();
    }

    /// The tokens of the data of everything heard so far.
    public List<String> heardTokens() {
        return heard().stream().map(ApiServer::token).toList();
    }

    /// The bytes of a publication's data as frames carry them.
    public static String token(Publication publication) {
        return new String(publication.data().token(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        undertow.stop();
        store.close();
    }
}
