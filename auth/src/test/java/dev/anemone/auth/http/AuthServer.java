package dev.anemone.auth.http;

import dev.anemone.auth.TokenForge;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import dev.anemone.model.TokenKey;
import dev.anemone.store.Store;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.specification.RequestSpecification;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// A real server with the auth service alone, on a free port, and what it takes to call it.
final class AuthServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final Credential CREDENTIAL = new Credential(new AppKey("278d425bdf160c739803"), "7ad3773142a6692b25b8");

    private final Undertow undertow;

    private AuthServer(HttpHandler handler) {
        undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1", handler)
                .setIoThreads(1)
                .setWorkerThreads(1)
                .build();
        undertow.start();
    }

    static AuthServer serving(HttpHandler handler) {
        return new AuthServer(handler);
    }

    static AuthServer start(AuthConfig config, App... apps) {
        return serving(service(config, apps));
    }

    static HttpHandler service(AuthConfig config, App... apps) {
        return service(config, MemoryStore.create(List.of(apps)), System::nanoTime);
    }

    static HttpHandler service(AuthConfig config, Store store, LongSupplier nanoTime) {
        return AuthService.create(config, store, tokens(config, store), nanoTime).handler();
    }

    /// What judges tokens at [#NOW].
    static TokenAccess tokens(AuthConfig config, Store store) {
        return TokenAccess.start(store.revocations(), InstantSource.fixed(NOW), System::nanoTime, config.tokenLeeway(),
                config.jwksRefresh());
    }

    /// An app whose credential is that of the published examples, and whose tokens are signed with [#SECRET].
    static App app() {
        return app("3", List.of(CREDENTIAL), true, List.of(new TokenKey(SECRET)), Limits.DEFAULTS);
    }

    static App app(String id, List<Credential> credentials, boolean enabled, List<TokenKey> tokenKeys, Limits limits) {
        return App.builder(new AppId(id), credentials).enabled(enabled).tokenKeys(tokenKeys).limits(limits).build();
    }

    /// A token of [#SECRET] that is valid for a minute.
    static String token(String claims) {
        return TokenForge.hs256(SECRET, "{\"exp\":" + NOW.plusSeconds(60).getEpochSecond() + "," + claims + "}");
    }

    /// What a request to this server starts from.
    RequestSpecification request() {
        return new RequestSpecBuilder().setBaseUri("http://127.0.0.1").setPort(port()).build();
    }

    /// A connection for what no HTTP client would send.
    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
