package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Node.Client;
import dev.anemone.model.App;
import dev.anemone.model.Limits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client says, and what it and the others hear, over a store that answers at once.
class SessionTest {
    static final String IN_A = success("a");

    private final Node node = new Node();

    static String success(String channel) {
        return "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"" + channel
                + "\",\"data\":\"{}\"}";
    }

    static String error(String message) {
        return error("null", message);
    }

    static String error(String code, String message) {
        return "{\"event\":\"pusher:error\",\"data\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}";
    }

    static String event(String channel, String data) {
        return "{\"event\":\"my-event\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
    }

    static String members(String channel, String... users) {
        var ids = new StringBuilder();
        var hash = new StringBuilder();
        for (String user : users) {
            ids.append(ids.isEmpty() ? "" : ",").append("\\\"").append(user).append("\\\"");
            hash.append(hash.isEmpty() ? "" : ",").append("\\\"").append(user).append("\\\":{\\\"name\\\":\\\"")
                    .append(user).append("\\\"}");
        }
        return "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"" + channel
                + "\",\"data\":\"{\\\"presence\\\":{\\\"count\\\":" + users.length + ",\\\"ids\\\":[" + ids
                + "],\\\"hash\\\":{" + hash + "}}}\"}";
    }

    static String added(String channel, String user) {
        return "{\"event\":\"pusher_internal:member_added\",\"channel\":\"" + channel
                + "\",\"data\":\"{\\\"user_id\\\":\\\""
                + user + "\\\",\\\"user_info\\\":{\\\"name\\\":\\\"" + user + "\\\"}}\"}";
    }

    static String removed(String channel, String user) {
        return "{\"event\":\"pusher_internal:member_removed\",\"channel\":\"" + channel
                + "\",\"data\":\"{\\\"user_id\\\":\\\"" + user + "\\\"}\"}";
    }

    @Test
    void theFirstFrameSaysWhoTheClientIs() {
        Client client = node.new Client("131160.155806628");

        assertThat(client.heard()).containsExactly("""
                {"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"131160.155806628\\",\
                \\"activity_timeout\\":120}"}""");
    }

    @Test
    void aPingIsAnsweredAndAPongIsNot() {
        Client client = node.connect();

        client.say("{\"event\": \"pusher:ping\"}");
        client.say("{\"event\":\"pusher:pong\",\"data\":{}}");

        assertThat(client.heard()).containsExactly("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[]", "{}", "{\"event\":7}", "{\"event\":\"my-event\"}",
            "{\"event\":\"pusher_internal:member_added\",\"channel\":\"a\",\"data\":\"{}\"}",
            "{\"event\":\"pusher:subscribe\"}", "{\"event\":\"client-x\",\"data\":{}}"})
    void whatCannotBeUnderstoodIsAnErrorAndNoMore(String text) { // Every row of malformed input that is a text.
        Client client = node.connect();

        client.say(text);

        assertThat(client.heard()).singleElement().asString()
                .startsWith("{\"event\":\"pusher:error\",\"data\":{\"code\":null,\"message\":");
        client.connection.assertOpen();
    }

    @Test
    void aSubscriberHearsItsChannelAfterItWasTold() {
        Client client = node.connect();
        Client other = node.connect();
        node.publish("a", "before");

        client.subscribe("a");
        node.publish("a", "after");
        node.publish("b", "elsewhere");

        assertThat(client.heard()).containsExactly(IN_A, event("a", "after"));
        assertThat(other.heard()).isEmpty();
        assertThat(node.subscriptions("a")).isEqualTo(1);
    }

    @Test
    void aSecondSubscriptionIsAnErrorAndChangesNothing() { // PC-064
        Client client = node.connect();
        client.subscribe("a");
        client.subscribe("a");
        node.publish("a", "once");

        assertThat(client.heard()).containsExactly(IN_A, error("Existing subscription to channel a"),
                event("a", "once"));
        assertThat(node.subscriptions("a")).isEqualTo(1);
    }

    @Test
    void unsubscribingIsNotAnsweredAndEndsTheEvents() { // PC-065
        Client client = node.connect();
        client.subscribe("a");
        client.heard();

        client.unsubscribe("a");
        node.publish("a", "unheard");

        assertThat(client.heard()).isEmpty();
        assertThat(node.subscriptions("a")).isZero();
        assertThat(node.hub.channels()).isZero();
    }

    @Test
    void unsubscribingFromNothingIsAnError() { // PC-066
        Client client = node.connect();

        client.unsubscribe("a");

        assertThat(client.heard())
                .containsExactly(error("No current subscription to channel a, or subscription in progress"));
        client.connection.assertOpen();
    }

    @Test
    void subscribeUnsubscribeSubscribeEndsSubscribed() { // PC-067
        Client client = node.connect();
        client.subscribe("a");
        client.unsubscribe("a");
        client.subscribe("a");
        node.publish("a", "x");

        assertThat(client.heard()).containsExactly(IN_A, IN_A, event("a", "x"));
        assertThat(node.subscriptions("a")).isEqualTo(1);
    }

    @Test
    void aRefusalIsToldToTheChannelAndToTheConnection() {
        Client client = node.connect();

        client.subscribe("private-x");

        assertThat(client.heard()).containsExactly("""
                {"event":"pusher:subscription_error","channel":"private-x","data":"{\\"type\\":\\"AuthError\\",\
                \\"error\\":\\"Auth info required to subscribe to private-x\\",\\"status\\":401}"}""",
                error("Auth info required to subscribe to private-x"));
        client.connection.assertOpen();
        assertThat(node.subscriptions("private-x")).isZero();

        client.subscribeSigned("private-x", null); // PC-083
        assertThat(client.heard()).containsExactly(success("private-x"));
    }

    @Test
    void anInvalidNameIsToldToTheChannelAndToTheConnection() {
        Client client = node.connect();

        client.subscribe("a b");

        assertThat(client.heard()).containsExactly("""
                {"event":"pusher:subscription_error","channel":"a b","data":"{\\"type\\":\\"AuthError\\",\
                \\"error\\":\\"Invalid channel name: a b\\",\\"status\\":400}"}""",
                error("Invalid channel name: a b"));
        client.connection.assertOpen();
    }

    @Test
    void theChannelNeedNotBeTold() {
        var strict = new Node(with(10_000, false), Apps.OPEN);
        Client client = strict.connect();

        client.subscribe("private-x");
        client.subscribe("a b");

        assertThat(client.heard()).containsExactly(error("Auth info required to subscribe to private-x"),
                error("Invalid channel name: a b"));
    }

    private static GatewayConfig with(int maxSubscriptions, boolean subscriptionErrors) {
        return Configs.with(
                Map.of("maxSubscriptionsPerConnection", maxSubscriptions, "subscriptionErrors", subscriptionErrors));
    }

    @Test
    void aConnectionHasAMaximumOfSubscriptions() {
        var small = new Node(with(2, false), Apps.OPEN);
        Client client = small.connect();
        client.subscribe("a");
        client.subscribe("b");
        client.subscribe("c");
        client.unsubscribe("a");
        client.subscribe("d");

        assertThat(client.heard()).containsExactly(success("a"), success("b"),
                error("Too many subscriptions: at most 2 per connection"), success("d"));
    }

    @Test
    void membersSeeEachOtherComeAndGo() { // PC-091 to PC-101
        Client ann = node.connect();
        Client bob = node.connect();
        Client bobAgain = node.connect();

        ann.join("presence-r", "ann");
        assertThat(ann.heard()).containsExactly(members("presence-r", "ann"));
        bob.join("presence-r", "bob");
        assertThat(bob.heard()).containsExactly(members("presence-r", "ann", "bob"));
        assertThat(ann.heard()).containsExactly(added("presence-r", "bob"));
        bobAgain.join("presence-r", "bob");
        assertThat(bobAgain.heard()).containsExactly(members("presence-r", "ann", "bob"));
        assertThat(ann.heard()).isEmpty();

        bob.disconnect();
        assertThat(ann.heard()).isEmpty();
        bobAgain.unsubscribe("presence-r");
        assertThat(ann.heard()).containsExactly(removed("presence-r", "bob"));
        assertThat(bobAgain.heard()).isEmpty();
    }

    @Test
    void aFullPresenceChannelRefusesAndStays() { // PC-108
        var limits = Apps.OPEN.limits();
        var small = new Node(with(10, false), Apps.with(new Limits(limits.maxChannelNameLength(),
                limits.maxEventNameLength(), limits.maxEventDataBytes(), limits.maxChannelsPerEvent(),
                limits.maxBatchEvents(), limits.backendEventsPerSecond(), limits.clientEventsPerSecond(),
                limits.readRequestsPerSecond(), 1, limits.maxUserInfoBytes(),
                limits.maxUserIdLength(), limits.maxWatchlistUsers(), limits.cacheTtl())));
        Client ann = small.connect();
        Client bob = small.connect();
        Client annAgain = small.connect();
        ann.join("presence-r", "ann");
        bob.join("presence-r", "bob");
        annAgain.join("presence-r", "ann");

        assertThat(bob.heard()).containsExactly(error("Presence channel presence-r is full: it has 1 members"));
        assertThat(annAgain.heard()).containsExactly(members("presence-r", "ann"));
        assertThat(ann.heard()).containsExactly(members("presence-r", "ann"));
        assertThat(small.subscriptions("presence-r")).isEqualTo(2);
        bob.disconnect();
        annAgain.disconnect();
        ann.disconnect();
        small.assertEmpty();
    }

    @Test
    void aClientEventReachesTheOthersOnly() { // PC-130 to PC-135
        Client sender = node.connect();
        Client receiver = node.connect();
        Client sameUser = node.connect();
        for (Client client : new Client[]{sender, receiver, sameUser}) {
            client.subscribeSigned("private-x", null);
            client.join("presence-r", client == receiver ? "bob" : "ann");
        }
        sender.heard();
        receiver.heard();
        sameUser.heard();

        sender.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":{ \"a\": 1 },\"user_id\":\"eve\"}");
        sender.say("{\"event\":\"client-b\",\"channel\":\"presence-r\",\"data\":\"{\\\"a\\\": 1}\"}");

        assertThat(sender.heard()).isEmpty();
        assertThat(receiver.heard()).isEqualTo(sameUser.heard()).containsExactly(
                "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"{\\\"a\\\":1}\"}",
                "{\"event\":\"client-b\",\"channel\":\"presence-r\",\"data\":\"{\\\"a\\\": 1}\",\"user_id\":\"ann\"}");
    }

    @Test
    void anotherClientMayGoOnWhenOneHasSaidTooMuch() { // PC-139 to PC-141
        Client loud = node.connect();
        Client other = node.connect();
        Client listener = node.connect();
        for (Client client : new Client[]{loud, other, listener}) {
            client.subscribeSigned("private-x", null);
            client.heard();
        }
        for (int i = 0; i < 11; i++) {
            loud.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":" + i + "}");
        }
        other.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"other\"}");

        assertThat(listener.heard()).hasSize(11).endsWith(
                "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"9\"}",
                "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"other\"}");
        assertThat(loud.heard()).containsExactly(
                error("4301", "Client event rejected due to rate limit: at most 10 per second"),
                "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"other\"}");
        node.loop.advance(Duration.ofSeconds(1));
        loud.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"again\"}");
        assertThat(listener.heard()).hasSize(1);
    }

    @Test
    void whoIsNotInTheChannelSendsNothing() { // PC-137
        Client client = node.connect();
        Client listener = node.connect();
        listener.subscribeSigned("private-x", null);
        listener.heard();

        client.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":1}");

        assertThat(client.heard()).containsExactly(
                error("Cannot broadcast client event (connection not subscribed to channel private-x)"));
        assertThat(listener.heard()).isEmpty();
    }

    @Test
    void whoLeavesLeavesNothing() { // PC-069, PC-249
        Client client = node.connect();
        client.subscribe("a");
        client.subscribe("b");
        client.subscribeSigned("private-x", null);
        client.join("presence-r", "ann");
        assertThat(node.members("presence-r")).containsExactly("ann");

        client.disconnect();

        assertThat(node.members("presence-r")).isEmpty();
        node.assertEmpty();
        client.session().closed();
        node.assertEmpty();
    }

    @Test
    void aSilentClientIsPingedThenClosed() {
        Client client = node.connect();

        node.loop.advance(GatewayConfig.DEFAULTS.activityTimeout());
        assertThat(client.connection.pings()).isEqualTo(1);
        client.session().heard();
        node.loop.advance(GatewayConfig.DEFAULTS.pongTimeout());
        client.connection.assertOpen();

        node.loop.advance(GatewayConfig.DEFAULTS.activityTimeout().plus(GatewayConfig.DEFAULTS.pongTimeout()));
        client.connection.assertClosed(CloseCode.PONG_NOT_RECEIVED);
    }

    @Test
    void anyMessageIsASignOfLife() {
        Client client = node.connect();
        for (int i = 0; i < 100; i++) {
            node.loop.advance(Duration.ofSeconds(100));
            client.say("{\"event\":\"pusher:pong\"}");
        }
        assertThat(client.connection.pings()).isZero();
    }

    @Test
    void appsMayForbidClientEvents() { // PC-138
        var quiet = new Node(GatewayConfig.DEFAULTS,
                Apps.app("1", Apps.CREDENTIAL, true, false, App.UNLIMITED, false));
        Client client = quiet.connect();
        client.subscribeSigned("private-x", null);
        client.heard();

        client.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":1}");

        assertThat(client.heard()).containsExactly(error(
                "To send client events, you must enable this feature in the app's settings (client-events)."));
    }
}
