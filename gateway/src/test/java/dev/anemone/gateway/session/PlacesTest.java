package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.model.Glob;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.HistoryRules;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a WebSocket client hears that knows of places in channels: where it is, what it missed, and what was there before.
class PlacesTest {
    private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]+)\"");
    private static final int KEPT = 5;

    private final Node node = new Node(GatewayConfig.DEFAULTS, Apps.OPEN.toBuilder().history(new HistoryRules(List.of(
            new HistoryRule(Glob.of("off"), 0, Duration.ofMinutes(2)),
            new HistoryRule(Glob.of("*"), KEPT, Duration.ofMinutes(2))))).build());
    private final Node.Client client = node.connect();

    private void subscribe(String channel, String more) {
        client.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"," + more + "}}");
    }

    private void publish(String channel, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> node.publishKept(channel, Integer.toString(i)));
    }

    private static String position(String json) {
        return POSITION.matcher(json).results().map(found -> found.group(1)).findFirst().orElseThrow();
    }

    /// The data of what was published, in the order it was heard.
    private static List<String> events(List<String> heard) {
        return heard.stream().filter(json -> json.startsWith("{\"event\":\"my-event\""))
                .flatMap(json -> Pattern.compile("\"data\":\"([0-9]+)\"").matcher(json).results())
                .map((MatchResult found) -> found.group(1)).toList();
    }

    @Test
    void eventsCarryTheirPlaceForThoseWhoKnowOfPlacesOnly() {
        Node.Client stock = node.connect();
        stock.subscribe("news");
        client.connection.learnPlaces();
        client.subscribe("news");
        client.heard();
        stock.heard();

        publish("news", 1, 1);

        assertThat(stock.heard())
                .containsExactly("{\"event\":\"my-event\",\"channel\":\"news\",\"data\":\"1\"}");
        assertThat(client.heard()).singleElement().asString()
                .matches("\\{\"event\":\"my-event\",\"channel\":\"news\",\"data\":\"1\",\"position\":\"[^\"]+\"}");
    }

    @Test
    void anAcknowledgementSaysWhereItBegins() {
        publish("news", 1, 2);
        client.connection.learnPlaces();
        client.subscribe("news");

        assertThat(client.heard()).singleElement().asString().matches(
                "\\{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"news\",\"data\":\"\\{}\","
                        + "\"position\":\"[^\"]+\"}");
    }

    @Test
    void aChannelWithoutHistoryHasNoPlaces() {
        client.connection.learnPlaces();
        client.subscribe("off");
        publish("off", 1, 1);

        assertThat(client.heard()).containsExactly(
                "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"off\",\"data\":\"{}\"}",
                "{\"event\":\"my-event\",\"channel\":\"off\",\"data\":\"1\"}");
    }

    @Test
    void whatWasMissedFollowsTheAcknowledgement() {
        client.connection.learnPlaces();
        client.subscribe("news");
        publish("news", 1, 2);
        String place = position(client.heard().getLast());
        client.unsubscribe("news");
        publish("news", 3, 5);

        subscribe("news", "\"since\":\"" + place + "\"");
        publish("news", 6, 6);
        List<String> heard = client.heard();

        assertThat(heard.getFirst()).contains("subscription_succeeded", "\"recovered\":true");
        assertThat(events(heard)).containsExactly("3", "4", "5", "6");
        assertThat(heard.subList(1, heard.size())).allSatisfy(json -> assertThat(position(json)).isNotEmpty());
    }

    @Test
    void nothingMissedIsRecoveredToo() {
        client.connection.learnPlaces();
        client.subscribe("news");
        publish("news", 1, 1);
        String place = position(client.heard().getLast());
        client.unsubscribe("news");

        subscribe("news", "\"since\":\"" + place + "\"");

        assertThat(client.heard()).singleElement().asString().contains("\"recovered\":true");
    }

    @Test
    void whatIsNotThereAnyMoreIsNotRecovered() {
        client.connection.learnPlaces();
        client.subscribe("news");
        publish("news", 1, 1);
        String place = position(client.heard().getLast());
        client.unsubscribe("news");
        publish("news", 2, 2 + KEPT);

        subscribe("news", "\"since\":\"" + place + "\"");
        publish("news", 100, 100);
        List<String> heard = client.heard();

        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).contains("subscription_succeeded", "\"recovered\":false", "\"position\":");
        assertThat(events(heard)).containsExactly("100");
    }

    @Test
    void theLastEventsCanBeHeardAgain() {
        publish("news", 1, KEPT);

        subscribe("news", "\"rewind\":3");
        publish("news", 6, 6);
        List<String> heard = client.heard();

        assertThat(heard.getFirst()).contains("subscription_succeeded", "\"position\"").doesNotContain("recovered");
        assertThat(events(heard)).containsExactly("3", "4", "5", "6");
    }

    @Test
    void aRewindMayAskForMoreThanThereIs() {
        publish("news", 1, 2);
        subscribe("news", "\"rewind\":100");

        assertThat(events(client.heard())).containsExactly("1", "2");
    }

    @Test
    void aCacheChannelThatIsRewoundDoesNotRepeatItsLastEvent() {
        publish("cache-news", 1, 2);
        subscribe("cache-news", "\"rewind\":2");

        assertThat(events(client.heard())).containsExactly("1", "2");
    }

    @Test
    void aCacheChannelThatIsRecoveredDoesNotRepeatItsLastEvent() {
        client.connection.learnPlaces();
        client.subscribe("cache-news");
        publish("cache-news", 1, 1);
        String place = position(client.heard().getLast());
        client.unsubscribe("cache-news");
        publish("cache-news", 2, 3);

        subscribe("cache-news", "\"since\":\"" + place + "\"");
        List<String> heard = client.heard();
        assertThat(events(heard)).containsExactly("2", "3");

        client.unsubscribe("cache-news");
        subscribe("cache-news", "\"since\":\"" + position(heard.getLast()) + "\"");
        assertThat(client.heard()).singleElement().asString().contains("\"recovered\":true");
    }

    @Test
    void aCacheChannelThatIsNotRecoveredGivesItsLastEventOnce() {
        client.connection.learnPlaces();
        client.subscribe("cache-news");
        publish("cache-news", 1, 1);
        String place = position(client.heard().getLast());
        client.unsubscribe("cache-news");
        publish("cache-news", 2, 2 + KEPT);

        subscribe("cache-news", "\"since\":\"" + place + "\"");
        publish("cache-news", 100, 100);
        List<String> heard = client.heard();

        assertThat(heard.getFirst()).contains("\"recovered\":false");
        assertThat(events(heard)).containsExactly(Integer.toString(2 + KEPT), "100");
    }

    @ParameterizedTest(name = "in {0} channels")
    @ValueSource(ints = {1, 2})
    void whoPublishesHearsWhereTheirOwnEventStands(int channels) {
        client.connection.learnPlaces();
        client.subscribe("news");
        if (channels == 2) {
            client.subscribe("other");
        }
        Node.Client other = node.connect();
        other.connection.learnPlaces();
        other.subscribe("news");
        client.heard();
        other.heard();

        publish("news", 1, 1);
        node.publishKept("news", "2", client.socketId());
        publish("news", 3, 3);
        List<String> heard = client.heard();
        List<String> heardByOthers = other.heard();

        assertThat(events(heardByOthers)).containsExactly("1", "2", "3");
        assertThat(heard).hasSize(3);
        assertThat(heard.get(1)).isEqualTo("{\"event\":\"anemone:position\",\"channel\":\"news\",\"position\":\""
                + position(heardByOthers.get(1)) + "\"}");
        assertThat(events(heard)).containsExactly("1", "3");
    }

    @Test
    void whoseOwnEventIsHeldHearsWhereItStandsBehindTheAcknowledgement() {
        client.connection.learnPlaces();
        node.store.moveAway();
        client.subscribe("cache-news");
        node.store.answer("subscribe cache-news");
        node.loop.run();
        node.publishKept("cache-news", "1", client.socketId());
        node.store.answer("publish my-event");
        node.store.answer("last cache-news");
        List<String> heard = client.heard();

        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).contains("subscription_succeeded");
        assertThat(heard.getLast()).startsWith("{\"event\":\"anemone:position\"");
    }

    @Test
    void nobodyElseHearsOfOwnEvents() {
        client.subscribe("news");
        Node.Client placeless = node.connect();
        placeless.connection.learnPlaces();
        placeless.subscribe("off");
        client.heard();
        placeless.heard();

        node.publishKept("news", "1", client.socketId());
        node.publishKept("off", "1", placeless.socketId());

        assertThat(client.heard()).isEmpty();
        assertThat(placeless.heard()).isEmpty();
    }

    @Test
    void anOwnEventIsNotMissedOnceItsPlaceWasHeard() {
        client.connection.learnPlaces();
        client.subscribe("news");
        node.publishKept("news", "1", client.socketId());
        String place = position(client.heard().getLast());
        client.disconnect();
        Node.Client back = node.connect();
        back.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\",\"since\":\"" + place + "\"}}");

        assertThat(back.heard()).singleElement().asString().contains("\"recovered\":true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"since\":\"yesterday\"", "\"since\":7", "\"since\":null", "\"rewind\":0",
            "\"rewind\":101",
            "\"rewind\":1.5", "\"rewind\":\"2\"", "\"rewind\":99999999999", "\"since\":\"e1-1.1.x\",\"rewind\":1"})
    void whatIsNoPlaceIsRefused(String more) {
        subscribe("news", more);

        assertThat(client.heard()).hasSize(2).last().asString().contains("pusher:error", "since must be a position");
        assertThat(node.subscriptions("news")).isZero();
    }

    private void ask(String data) {
        client.say("{\"event\":\"anemone:history\",\"data\":" + data + "}");
    }

    @Test
    void historyIsReadPageByPage() {
        publish("news", 1, 3);
        client.subscribe("news");
        client.heard();

        ask("{\"channel\":\"news\",\"limit\":2,\"ref\":7}");
        String first = client.heard().getFirst();
        String inner = first.replace("\\\"", "\"");

        assertThat(inner).startsWith("{\"event\":\"anemone:history_page\",\"channel\":\"news\",\"data\":\"{\"ref\":7,")
                .containsSubsequence("\"event\":\"my-event\",", "3", "\"position\":", "\"time\":", "2",
                        "\"more\":true", "\"next\":", "\"complete\":true");
        String next = Pattern.compile("\"next\":\"([^\"]+)\"").matcher(inner).results().findFirst().orElseThrow()
                .group(1);

        ask("{\"channel\":\"news\",\"limit\":2,\"before\":\"" + next + "\"}");

        assertThat(client.heard().getFirst().replace("\\\"", "\"")).doesNotContain("\"ref\"")
                .containsPattern("\"data\":\\\\*\"1").contains("\"more\":false");
    }

    @Test
    void historyIsForSubscribers() {
        publish("news", 1, 3);
        ask("{\"channel\":\"news\",\"ref\":1}");

        assertThat(client.heard()).containsExactly(
                "{\"event\":\"anemone:history_page\",\"channel\":\"news\",\"data\":\"{\\\"ref\\\":1,"
                        + "\\\"code\\\":\\\"not_subscribed\\\"}\"}");
    }

    @Test
    void aChannelWithoutHistorySaysSo() {
        client.subscribe("off");
        client.heard();
        ask("{\"channel\":\"off\"}");

        assertThat(client.heard()).containsExactly("{\"event\":\"anemone:history_page\",\"channel\":\"off\","
                + "\"data\":\"{\\\"code\\\":\\\"history_disabled\\\"}\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"channel\":\"news\",\"limit\":0}", "{\"channel\":\"news\",\"limit\":101}",
            "{\"channel\":\"news\",\"limit\":\"5\"}", "{\"channel\":\"news\",\"before\":\"now\"}"})
    void aQuestionThatIsNoneIsRefused(String data) {
        client.subscribe("news");
        client.heard();
        ask(data);

        assertThat(client.heard()).singleElement().asString().contains("history_page", "malformed");
    }
}
