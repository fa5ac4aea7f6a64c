package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.model.AppId;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The routes that show deliveries and send one again.
class DeliveriesTest {
    private static final String PATH = "/apps/3/webhooks/deliveries";
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private ValidatableResponse list(Map<String, String> parameters) {
        return server.request().get(Signed.BY_APP.get(PATH, parameters)).then();
    }

    private ValidatableResponse replay(String id) {
        return server.request().post(Signed.BY_APP.post(PATH + "/" + id + "/replay", "")).then();
    }

    private Delivery add(AppId app, String id) {
        var delivery = new Delivery(id, app, URI.create("https://backend.example/hooks/" + id),
                "{\"time_ms\":1,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"a\"}]}", true, AT,
                State.WAITING, AT, 0, "");
        server.store().webhookQueue().add(List.of(delivery)).toCompletableFuture().join();
        return delivery;
    }

    private void record(Delivery delivery) {
        server.store().webhookQueue().record(delivery).toCompletableFuture().join();
    }

    @Test
    void deliveriesAreShownNewestFirstWithoutTheirBodies() {
        record(add(Apps.APP.id(), "1").attempted(State.DELIVERED, AT, "Answered 200."));
        record(add(Apps.APP.id(), "2").attempted(State.FAILED, AT, "Answered \"500\"."));
        add(Apps.APP.id(), "3");
        add(Apps.OTHER_APP.id(), "4");

        list(Map.of()).statusCode(200).contentType(equalTo("application/json")).body(equalTo("{\"deliveries\":["
                + "{\"id\":\"3\",\"state\":\"waiting\",\"url\":\"https://backend.example/hooks/3\","
                + "\"events\":[\"channel_occupied\"],\"created_ms\":1700000000000,\"attempts\":0,\"outcome\":\"\","
                + "\"due_ms\":1700000000000},"
                + "{\"id\":\"2\",\"state\":\"failed\",\"url\":\"https://backend.example/hooks/2\","
                + "\"events\":[\"channel_occupied\"],\"created_ms\":1700000000000,\"attempts\":1,"
                + "\"outcome\":\"Answered \\\"500\\\".\"},"
                + "{\"id\":\"1\",\"state\":\"delivered\",\"url\":\"https://backend.example/hooks/1\","
                + "\"events\":[\"channel_occupied\"],\"created_ms\":1700000000000,\"attempts\":1,"
                + "\"outcome\":\"Answered 200.\"}]}"));
    }

    @Test
    void anAppWithoutDeliveriesHasNone() {
        list(Map.of()).statusCode(200).body(equalTo("{\"deliveries\":[]}"));
    }

    @Test
    void theListCanBeNarrowedAndGoesPageByPage() {
        for (int i = 1; i <= 5; i++) {
            Delivery delivery = add(Apps.APP.id(), "d" + i);
            if (i % 2 == 1) {
                record(delivery.failed("Answered 500."));
            }
        }

        assertThat(list(Map.of("state", "failed")).extract().<List<String>>path("deliveries.id"))
                .containsExactly("d5", "d3", "d1");
        assertThat(list(Map.of("limit", "2")).extract().<List<String>>path("deliveries.id"))
                .containsExactly("d5", "d4");
        assertThat(list(Map.of("limit", "2", "before", "d4")).extract().<List<String>>path("deliveries.id"))
                .containsExactly("d3", "d2");
        assertThat(list(Map.of("state", "waiting", "before", "d4")).extract().<List<String>>path("deliveries.id"))
                .containsExactly("d2");
    }

    @Test
    void soManyAreShownUnlessAskedForOtherwise() {
        for (int i = 1_000; i <= 1_000 + ListDeliveriesHandler.MAX_LIMIT; i++) {
            add(Apps.APP.id(), "d" + i);
        }

        assertThat(list(Map.of()).extract().<List<String>>path("deliveries.id"))
                .hasSize(ListDeliveriesHandler.DEFAULT_LIMIT);
        assertThat(list(Map.of("limit", "100")).extract().<List<String>>path("deliveries.id")).hasSize(100);
    }

    @Test
    void aStateThatDoesNotExistIsRefused() {
        list(Map.of("state", "lost")).statusCode(400)
                .body(equalTo("state: expected waiting, delivered, failed, got lost\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "ten", "9999999999", "1.5"})
    void aLimitOutOfRangeIsRefused(String limit) {
        list(Map.of("limit", limit)).statusCode(400).body(equalTo("limit: expected 1 to 100, got " + limit + "\n"));
    }

    @Test
    void aReplayedDeliveryWaitsToBeSentOnceMore() {
        record(add(Apps.APP.id(), "1").attempted(State.FAILED, AT, "Answered 500."));

        replay("1").statusCode(200)
                .body("id", equalTo("1"))
                .body("state", equalTo("waiting"))
                .body("attempts", equalTo(0));

        assertThat(server.store().webhookQueue().take(10, Duration.ofMinutes(1)).toCompletableFuture().join())
                .singleElement()
                .satisfies(
                        taken -> assertThat(WebhookBody.eventNames(taken.body())).containsExactly("channel_occupied"));
    }

    @Test
    void onlyTheAppsOwnDeliveriesAreReplayed() {
        add(Apps.OTHER_APP.id(), "1");

        replay("1").statusCode(404).body(equalTo("Unknown delivery: 1\n"));
        replay("never-there").statusCode(404).body(equalTo("Unknown delivery: never-there\n"));
        assertThat(server.store().webhookQueue()
                .list(Apps.APP.id(), Optional.empty(), Optional.empty(), 10)
                .toCompletableFuture()
                .join()).isEmpty();
    }

    @Test
    void bothRoutesAreSigned() {
        server.request().get(PATH).then().statusCode(401);
        server.request().post(PATH + "/1/replay").then().statusCode(401);
    }
}
