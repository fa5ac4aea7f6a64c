package dev.anemone.api.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.anemone.api.ApiConfig;
import dev.anemone.api.ApiServer;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.PublishResult;
import dev.anemone.store.WebhookRules;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What was published to a channel lately, as its app's backend sees it.
class HistoryQueriesTest {
    private final FakeScheduler scheduler = new FakeScheduler();
    private final ApiServer server = ApiServer.start(ApiConfig.DEFAULTS,
            MemoryStore.create(Apps.all(), WebhookRules.DEFAULTS, scheduler));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEventIsShownAsItWasPublished() {
        String time = scheduler.instant().toString();
        var sent = new Publication(Apps.channel("presence-a"), new EventName("client-x"),
                EventData.ofString("{\"é\":\"\\\"\"}"), new SocketId("1.2"), new UserId("alice"));
        String position = publish(sent).toWire();

        String answer = history("presence-a", Map.of()).statusCode(200).contentType(equalTo("application/json"))
                .extract().body().asString();

        assertThat(time).hasSize("2026-01-01T00:00:00Z".length());
        assertThat(answer).isEqualTo("{\"enabled\":true,\"events\":[{\"position\":\"" + position
                + "\",\"name\":\"client-x\",\"data\":\"{\\\"é\\\":\\\"\\\\\\\"\\\"}\",\"user_id\":\"alice\",\"time\":\""
                + time.replace("Z", ".000Z") + "\"}],\"more\":false,\"complete\":true,\"top\":\"" + position + "\"}");
    }

    @Test
    void aChannelToWhichNothingWasPublishedSaysSinceWhen() {
        String top = history("a", Map.of()).statusCode(200)
                .body("events", equalTo(List.of()))
                .body("more", equalTo(false))
                .body("complete", equalTo(true))
                .body("next", nullValue())
                .extract().path("top");
        publish("a", "1");
        history("a", Map.of("since", top)).body("events.data", equalTo(List.of("1")))
                .body("complete", equalTo(true));
    }

    @ParameterizedTest
    @CsvSource({"backwards, before, 54321", "forwards, since, 12345", ", before, 54321"})
    void pagesFollowEachOther(String direction, String link, String all) {
        for (int i = 1; i <= 5; i++) {
            publish("a", Integer.toString(i));
        }
        var parameters = new HashMap<>(Map.of("limit", "2"));
        if (direction != null) {
            parameters.put("direction", direction);
        }
        var seen = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        boolean more = true;
        while (more) {
            JsonPath page = history("a", parameters).statusCode(200).extract().jsonPath();
            List<String> data = page.getList("events.data", String.class);
            seen.addAll(data);
            sizes.add(data.size());
            more = page.getBoolean("more");
            if (more) {
                parameters.put(link, page.getString("next"));
            }
        }
        assertThat(String.join("", seen)).isEqualTo(all);
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void aRangeHasTwoEnds() {
        StreamPosition first = publish("a", "1");
        publish("a", "2");
        publish("a", "3");
        StreamPosition last = publish("a", "4");
        history("a", Map.of("since", first.toWire(), "before", last.toWire(), "direction", "forwards"))
                .body("events.data", equalTo(List.of("2", "3")))
                .body("complete", equalTo(true))
                .body("top", equalTo(last.toWire()));
    }

    @Test
    void whatIsGoneMakesItIncomplete() {
        String first = publish("a", "1").toWire();
        for (int i = 0; i < 101; i++) {
            publish("a", "x");
        }
        history("a", Map.of("since", first)).body("complete", equalTo(false)).body("events.size()", equalTo(100));
        history("a", Map.of()).body("complete", equalTo(false));
        history("a", Map.of("since", "other-0.5.x")).body("complete", equalTo(false));
    }

    @Test
    void whatIsTooOldIsNotShown() {
        publish("a", "1");
        scheduler.pass(Duration.ofSeconds(119));
        String second = publish("a", "2").toWire();
        history("a", Map.of()).body("events.data", equalTo(List.of("2", "1")));
        scheduler.pass(Duration.ofSeconds(2));
        history("a", Map.of()).body("events.data", equalTo(List.of("2"))).body("top", equalTo(second));
    }

    @Test
    void aChannelWithoutHistorySaysSo() {
        publish("unkept-a", "1");
        history("unkept-a", Map.of()).statusCode(200)
                .body(equalTo("{\"enabled\":false,\"events\":[],\"more\":false,\"complete\":false}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"limit|0|limit: expected 1 to 1000, got 0",
            "limit|1001|limit: expected 1 to 1000, got 1001", "limit|x|limit: expected 1 to 1000, got x",
            "limit|-1|limit: expected 1 to 1000, got -1",
            "direction|up|direction: expected backwards or forwards, got up",
            "since|x|since: expected a position as an answer named it, got x",
            "before|a.1.b|before: expected a position as an answer named it, got a.1.b",
            "before|''|before: expected a position as an answer named it, got"})
    void whatIsWrongIsSaid(String name, String value, String sentence) {
        for (String channel : List.of("a", "unkept-a")) {
            String text = history(channel, Map.of(name, value)).statusCode(400).extract().body().asString();
            assertThat(text.strip()).isEqualTo(sentence);
        }
    }

    @Test
    void theLargestPageHas1000() {
        history("a", Map.of("limit", "1000")).statusCode(200);
        history("a", Map.of("limit", "1")).statusCode(200);
    }

    @Test
    void aMalformedNameIsRefused() {
        history("a:b", Map.of()).statusCode(400).body(equalTo("Invalid channel name: a:b\n"));
    }

    private StreamPosition publish(String channel, String data) {
        return publish(new Publication(Apps.channel(channel), new EventName("n"), EventData.ofString(data)));
    }

    private StreamPosition publish(Publication publication) {
        var kept = publication.kept(Apps.APP.retention(publication.channel().channel()));
        return switch (server.store().broker().publish(List.of(kept)).toCompletableFuture().join()) {
            case PublishResult.Published(var receipts) -> receipts.getFirst().position();
            case PublishResult.KeyTaken taken -> throw new AssertionError(taken);
        };
    }

    private ValidatableResponse history(String channel, Map<String, String> parameters) {
        return server.request().get(Signed.BY_APP.get("/apps/3/channels/" + channel + "/history", parameters)).then();
    }
}
