package dev.anemone.gateway.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.Gateway;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.Revoker;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.gateway.transport.Entrance;
import dev.anemone.store.memory.MemoryStore;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The routes over real sockets, by the client that comes with Java. It offers `h2c` with its first request.
class TransportRoutesTest {
    private final MemoryStore store = MemoryStore.create(List.of(Apps.OPEN));
    /// A server with one handler, and its client.
    private record Server(Undertow undertow, HttpClient client) implements AutoCloseable {
        static Server of(HttpHandler handler) {
            Undertow undertow = Undertow.builder().addHttpListener(0, "127.0.0.1", handler).build();
            undertow.start();
            return new Server(undertow, HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build());
        }

        HttpResponse<String> request(String method, String path) throws IOException, InterruptedException {
            var address = (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                    .header("Origin", "https://shop.example")
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build(), BodyHandlers.ofString());
        }

        @Override
        public void close() {
            client.close();
            undertow.stop();
        }
    }

    private TokenAccess tokens() {
        return TokenAccess.start(store.revocations(), InstantSource.system(), System::nanoTime, Duration.ZERO,
                Duration.ofMinutes(5));
    }

    @Test
    void anUpgradeToSomethingElseIsIgnored() throws IOException, InterruptedException {
        var gateway = Gateway.create(GatewayConfig.DEFAULTS, store, tokens(), new SplittableRandom(1),
                InstantSource.system());
        String app = "/app/" + Apps.CREDENTIAL.key();
        try (var server = Server.of(gateway.handler())) {
            assertThat(server.request("GET", "/pusher/info").statusCode()).isEqualTo(200);
            assertThat(server.request("GET", app + "/channels/private-a/events").statusCode()).isEqualTo(401);
            assertThat(server.request("GET", app).statusCode()).isEqualTo(426);
        }
    }

    @Test
    void anEventStreamIsForPagesOfAllOriginsButNotWithTheirCookies() throws IOException, InterruptedException {
        var gateway = Gateway.create(GatewayConfig.DEFAULTS, store, tokens(), new SplittableRandom(1),
                InstantSource.system());
        try (var server = Server.of(gateway.handler())) {
            var answer = server.request("GET", "/app/" + Apps.CREDENTIAL.key() + "/channels/private-a/events");

            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    @Test
    void newFallbacksAreTurnedAwayWhenTooManyAreBetweenRequests() throws IOException, InterruptedException {
        var names = new SplittableRandom(1);
        try (var server = Server.of(new FallbackTransport(GatewayConfig.DEFAULTS, entrance(), 1))) {
            assertThat(server.request("POST", "/pusher/1/first/xhr").body()).isEqualTo("o\n");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var answer = server.request("POST", "/pusher/1/" + names.nextLong(1L << 60) + "/xhr");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            });
        }
    }

    /// One of the two has not even said which app it wants.
    @Test
    void aNodeThatStopsTellsTheFallbacksItHasAndTakesNoMore() throws IOException, InterruptedException {
        Entrance entrance = entrance();
        var fallbacks = new FallbackTransport(GatewayConfig.DEFAULTS, entrance);
        String known = "/pusher/app/" + Apps.CREDENTIAL.key() + "/1/known/xhr?protocol=7";
        String unknown = "/pusher/1/unknown/xhr";
        try (var server = Server.of(fallbacks)) {
            assertThat(server.request("POST", known).body()).isEqualTo("o\n");
            assertThat(server.request("POST", known).body()).startsWith("a[");
            assertThat(server.request("POST", unknown).body()).isEqualTo("o\n");
            entrance.drain();
            fallbacks.drain();

            var stranger = server.request("POST", "/pusher/1/stranger/xhr");
            assertThat(stranger.statusCode()).isEqualTo(503);
            assertThat(stranger.headers().firstValue("Retry-After")).contains("1");
            assertThat(fallbacks.untold()).isEqualTo(2);
            assertThat(server.request("POST", known).body()).startsWith("c[4200,");
            assertThat(server.request("POST", unknown).body()).startsWith("c[4200,");
            await().until(() -> fallbacks.untold() == 0);
        }
    }

    private Entrance entrance() {
        GatewayConfig config = GatewayConfig.DEFAULTS;
        Hub hub = Hub.listeningTo(store.broker(), store.occupancy(), new CountPacing(100, Duration.ofSeconds(5)),
                config.maxOutboxBytes());
        return new Entrance(config, store, hub, UserDirectory.listeningTo(store.users()), tokens(),
                Revoker.listeningTo(store.revocations(), hub, Runnable::run), InstantSource.system(),
                new Admission(store, new ConnectionQuota(1_000, store.connections())), new Counters(),
                new SplittableRandom(1));
    }
}
