package dev.anemone.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.model.Publication;
import dev.anemone.store.StoreException;
import dev.anemone.store.StoreUnavailableException;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What callers are told when the store is slow or gone, or when we are wrong.
class FailureTest {
    private static final String EVENTS = "/apps/3/events";
    private static final String EVENT = "{\"name\":\"foo\",\"channels\":[\"a\",\"b\"],\"data\":\"\"}";
    private static final String EVENT_WITH_INFO = "{\"name\":\"foo\",\"channel\":\"a\",\"data\":\"\",\"info\":\"subscription_count\"}";

    private final Log log = new Log();
    private final FailingStore store = new FailingStore();
    private final ApiServer server = ApiServer.start(ApiConfig.DEFAULTS, store);

    @BeforeEach
    void hearLog() {
        log.attach();
    }

    @AfterEach
    void stop() {
        server.close();
        log.detach();
    }

    @Test
    void anUnreachableStoreIsSaidAndWorthAnotherTry() {
        store.beforePublish(() -> CompletableFuture.failedStage(
                new StoreUnavailableException("The event may or may not have been published.", null)));
        assertUnavailable(server.json(EVENT).post(Signed.BY_APP.post(EVENTS, EVENT)).then());
        assertUnavailable(server.request()
                .post(Signed.BY_APP.target("POST", "/apps/3/channels/c/events", Map.of("name", "n")))
                .then());
        assertThat(log.records).isEmpty();
    }

    private static void assertUnavailable(ValidatableResponse response) {
        response.statusCode(503)
                .header("Retry-After", "1")
                .contentType("text/plain; charset=utf-8")
                .body(equalTo("Store unavailable: The event may or may not have been published.\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/3/channels", "/apps/3/channels/a"})
    void queriesToo(String path) {
        store.beforeCounts(() -> CompletableFuture.failedStage(new StoreUnavailableException("Try again.", null)));
        server.request().get(Signed.BY_APP.get(path)).then().statusCode(503).header("Retry-After", "1");
    }

    @Test
    void appsThatCannotBeLookedUpToo() {
        store.beforeLookup(() -> CompletableFuture.failedStage(new StoreUnavailableException("Try again.", null)));
        server.request().get(Signed.BY_APP.get("/apps/3/channels")).then().statusCode(503).header("Retry-After", "1");
    }

    @Test
    void nothingIsPublishedWhenTheCountsCannotBeRead() {
        store.beforeCounts(() -> CompletableFuture.failedStage(new StoreUnavailableException("Try again.", null)));
        server.json(EVENT_WITH_INFO).post(Signed.BY_APP.post(EVENTS, EVENT_WITH_INFO)).then().statusCode(503);
        String batch = "{\"batch\":[" + EVENT_WITH_INFO + "]}";
        server.json(batch).post(Signed.BY_APP.post("/apps/3/batch_events", batch)).then().statusCode(503);
        assertThat(store.publishes()).isEmpty();
    }

    @Test
    void ourOwnFaultsAreLoggedAndNotExplained() {
        var fault = new StoreException("The script is gone.", null);
        store.beforePublish(() -> CompletableFuture.failedStage(fault));
        server.json(EVENT)
                .post(Signed.BY_APP.post(EVENTS, EVENT))
                .then()
                .statusCode(500)
                .body(equalTo("Internal server error. The server's log says more.\n"));
        assertThat(log.records).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(record.getMessage()).isEqualTo("Request failed request=POST /apps/3/events");
            assertThat(record.getThrown()).isSameAs(fault);
        });
    }

    @Test
    void faultsThatAreThrownAreTheSame() {
        store.beforePublish(() -> {
            throw new IllegalStateException("thrown");
        });
        server.json(EVENT).post(Signed.BY_APP.post(EVENTS, EVENT)).then().statusCode(500);
        store.beforeLookup(() -> {
            throw new IllegalStateException("thrown");
        });
        server.json(EVENT).post(Signed.BY_APP.post(EVENTS, EVENT)).then().statusCode(500);
        store.beforeCounts(() -> {
            throw new IllegalStateException("thrown");
        });
        store.beforeLookup(() -> CompletableFuture.completedStage(null));
        server.request().get(Signed.BY_APP.get("/apps/3/channels")).then().statusCode(500);
        assertThat(log.records).hasSize(3);
    }

    @Test
    void aConnectionSurvivesAFailure() {
        try (var connection = RawConnection.to(server)) {
            store.beforePublish(() -> CompletableFuture.failedStage(new StoreUnavailableException("Try again.", null)));
            assertThat(connection.send(post()).receive().status()).isEqualTo(503);
            store.beforePublish(() -> CompletableFuture.completedStage(null));
            assertThat(connection.send(post()).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestIsPublishedInOneCall() {
        server.json(EVENT).post(Signed.BY_APP.post(EVENTS, EVENT)).then().statusCode(200);
        String batch = "{\"batch\":[{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\"},{\"name\":\"n\",\"channel\":\"b\",\"data\":\"2\"}]}";
        server.json(batch).post(Signed.BY_APP.post("/apps/3/batch_events", batch)).then().statusCode(200);
        assertThat(store.publishes()).hasSize(2)
                .allSatisfy(call -> assertThat(call).extracting(Publication::channel)
                        .containsExactly(Apps.channel("a"), Apps.channel("b")));
    }

    @Test
    void aStoreThatTakesItsTimeHoldsUpNobodyElse() {
        var pending = new CompletableFuture<Void>();
        store.beforePublish(() -> pending);
        List<RawConnection> waiting = List.of(
                RawConnection.to(server), RawConnection.to(server), RawConnection.to(server), RawConnection.to(server));
        waiting.forEach(connection -> connection.send(post()));
        Awaitility.await().until(() -> store.publishes().size() == waiting.size());

        store.beforePublish(() -> CompletableFuture.completedStage(null));
        for (int i = 0; i < 8; i++) { // More connections than I/O threads.
            try (var other = RawConnection.to(server)) {
                assertThat(other.send(post()).receive().status()).isEqualTo(200);
            }
        }

        Thread.startVirtualThread(() -> pending.complete(null));
        waiting.forEach(connection -> {
            assertThat(connection.receive().body()).isEqualTo("{}");
            connection.close();
        });
    }

    @Test
    void aReplyDoesNotWaitForTheNextRequest() {
        var pending = new CompletableFuture<Void>();
        store.beforePublish(() -> pending);
        try (var connection = RawConnection.to(server)) {
            String list = "GET " + Signed.BY_APP.get("/apps/3/channels") + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            connection.send(list + new String(post(), StandardCharsets.UTF_8));
            assertThat(connection.receive().body()).isEqualTo("{\"channels\":{}}");
            pending.complete(null);
            assertThat(connection.receive().body()).isEqualTo("{}");
        }
    }

    @Test
    void aLookupMayTakeItsTimeToo() {
        var pending = new CompletableFuture<Void>();
        store.beforeLookup(() -> pending);
        try (var connection = RawConnection.to(server)) {
            connection.send(post());
            Thread.startVirtualThread(() -> pending.complete(null));
            assertThat(connection.receive().body()).isEqualTo("{}");
            assertThat(connection.send(post()).receive().body()).isEqualTo("{}");
        }
    }

    @Test
    void aCallerWhoDoesNotWaitIsNotMissed() {
        var pending = new CompletableFuture<Void>();
        store.beforePublish(() -> pending);
        try (var connection = RawConnection.to(server)) {
            connection.send(post());
            Awaitility.await().until(() -> store.publishes().size() == 1);
        }
        store.beforePublish(() -> CompletableFuture.completedStage(null));
        pending.complete(null);
        try (var other = RawConnection.to(server)) {
            assertThat(other.send(post()).receive().status()).isEqualTo(200);
        }
        assertThat(log.records).isEmpty();
    }

    private static byte[] post() {
        return ("POST " + Signed.BY_APP.post(EVENTS, EVENT) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                + EVENT.length() + "\r\n\r\n" + EVENT).getBytes(StandardCharsets.UTF_8);
    }

    /// What the API logs, kept from the console.
    private static final class Log extends Handler {
        private static final Logger LOGGER = Logger.getLogger("dev.anemone.api.http.ErrorHandler");

        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        void attach() {
            LOGGER.setUseParentHandlers(false);
            LOGGER.addHandler(this);
        }

        void detach() {
            LOGGER.removeHandler(this);
            LOGGER.setUseParentHandlers(true);
        }

        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
