package dev.anemone.gateway.session;

import static dev.anemone.gateway.session.SessionTest.IN_A;
import static dev.anemone.gateway.session.SessionTest.added;
import static dev.anemone.gateway.session.SessionTest.error;
import static dev.anemone.gateway.session.SessionTest.event;
import static dev.anemone.gateway.session.SessionTest.members;
import static dev.anemone.gateway.session.SessionTest.removed;
import static dev.anemone.gateway.session.SessionTest.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Node.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Sessions over a store that takes its time, answers in another order, fails, or is silent.
class SlowStoreTest {
    private final Node node = new Node();
    private final StagedStore store = node.store;
    private final Client client = node.connect();

    SlowStoreTest() {
        store.moveAway();
    }

    private static String pong() {
        return "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";
    }

    @Test
    void aClientIsToldOnlyWhenItsChannelFlows() {
        client.subscribe("a");
        assertThat(client.heard()).isEmpty();
        assertThat(node.subscriptions("a")).isZero();

        store.answer("subscribe a");

        assertThat(client.heard()).containsExactly(IN_A);
        assertThat(node.subscriptions("a")).isEqualTo(1);
    }

    @Test
    void whatComesWhileAReaderEntersACacheChannelIsHeardOnce() {
        client.follow("cache-a");
        store.answer("subscribe cache-a");
        assertThat(client.heard()).isEmpty();
        node.publishKept("cache-a", "1");
        store.answer("publish my-event");
        node.publishKept("cache-a", "2");
        store.answer("publish my-event");

        store.answer("last cache-a");

        List<String> heard = client.heard();
        assertThat(heard).hasSize(3).first().asString()
                .startsWith(success("cache-a").replaceFirst("}$", "") + ",\"position\":");
        assertThat(heard).satisfiesOnlyOnce(event -> assertThat(event).contains("\"data\":\"1\""))
                .satisfiesOnlyOnce(event -> assertThat(event).contains("\"data\":\"2\""));
    }

    @Test
    void aHundredSubscriptionsAreAnsweredInTheirOrder() { // PC-068
        var expected = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            client.subscribe("c" + i);
            expected.add(success("c" + i));
        }
        assertThat(store.waiting()).as("all are under way at once").hasSize(100);

        for (int i = 99; i >= 0; i--) {
            store.answer("subscribe c" + i);
            assertThat(client.heard()).isEqualTo(i == 0 ? expected : List.of());
        }
    }

    @Test
    void refusalsKeepTheirPlaceAmongTheAnswers() {
        client.subscribe("a");
        client.subscribe("private-x");
        client.subscribe("a b");
        client.subscribe("c");
        store.answer("subscribe c");
        assertThat(client.heard()).isEmpty();

        store.answer("subscribe a");

        assertThat(client.heard()).hasSize(6).startsWith(IN_A).endsWith(success("c"))
                .contains(error("Auth info required to subscribe to private-x"), error("Invalid channel name: a b"));
    }

    @Test
    void subscribeUnsubscribeSubscribeTakeEffectInOrder() { // PC-067
        client.subscribe("a");
        client.unsubscribe("a");
        client.subscribe("a");
        assertThat(client.heard()).isEmpty();

        store.answer("subscribe a");
        assertThat(client.heard()).containsExactly(IN_A);
        assertThat(node.subscriptions("a")).isZero();
        store.answer("subscribe a");
        assertThat(client.heard()).containsExactly(IN_A);
        assertThat(node.subscriptions("a")).isEqualTo(1);
    }

    @Test
    void aSecondSubscriptionWaitsForTheFirst() {
        client.subscribe("a");
        client.subscribe("a");

        store.answer("subscribe a");

        assertThat(client.heard()).containsExactly(IN_A, error("Existing subscription to channel a"));
    }

    @Test
    void otherChannelsAndPingsDoNotWait() {
        client.subscribe("a");
        client.unsubscribe("b");
        client.say("{\"event\":\"pusher:ping\"}");

        assertThat(client.heard()).containsExactly(
                error("No current subscription to channel b, or subscription in progress"), pong());
    }

    @Test
    void aClientEventWaitsForItsChannel() {
        Client listener = node.connect();
        client.subscribeSigned("private-x", null);
        client.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":1}");
        listener.subscribeSigned("private-x", null);

        store.answer("subscribe private-x");
        assertThat(client.heard()).containsExactly(success("private-x"));
        assertThat(listener.heard()).containsExactly(success("private-x"));
        store.answer("publish client-a");

        assertThat(listener.heard())
                .containsExactly("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"1\"}");
    }

    @Test
    void aClientEventThatWasNotConfirmedIsToldToItsSender() {
        client.subscribeSigned("private-x", null);
        store.answer("subscribe private-x");
        client.heard();

        client.say("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":1}");
        store.fail("publish client-a");

        assertThat(client.heard())
                .containsExactly(error("Client event client-a on private-x was not confirmed: The store is gone."));
        client.connection.assertOpen();
    }

    @Test
    void membersWhoJoinAtOnceSeeEachOtherOnce() { // PC-102
        Client bob = node.connect();
        client.join("presence-r", "ann");
        bob.join("presence-r", "bob");
        store.answer("subscribe presence-r");
        node.loop.run();

        store.answer("join presence-r 1.1");
        store.answer("join presence-r 2.1");

        assertThat(client.heard()).containsExactly(members("presence-r", "ann"), added("presence-r", "bob"));
        assertThat(bob.heard()).containsExactly(members("presence-r", "ann", "bob"));
    }

    @Test
    void aStoreThatFailsClosesTheConnection() {
        client.subscribe("a");

        store.fail("subscribe a");
        node.loop.run();

        client.connection.assertClosed(CloseCode.OVER_CAPACITY,
                "A subscription could not be confirmed: The store is gone.");
        client.disconnect();
        node.assertEmpty();
    }

    @Test
    void aJoinThatFailsClosesTheConnection() {
        client.join("presence-r", "ann");
        store.answer("subscribe presence-r");
        node.loop.run();

        store.fail("join presence-r 1.1");
        node.loop.run();

        client.connection.assertClosed(CloseCode.OVER_CAPACITY,
                "A subscription could not be confirmed: The store is gone.");
        client.disconnect();
        node.assertEmpty();
    }

    @Test
    void aStoreThatIsSilentClosesTheConnection() {
        client.subscribe("a");

        node.loop.advance(GatewayConfig.DEFAULTS.subscribeTimeout().minusNanos(1));
        client.connection.assertOpen();
        node.loop.advance(Duration.ofNanos(1));

        client.connection.assertClosed(CloseCode.OVER_CAPACITY,
                "A subscription could not be confirmed: no answer within 5000 ms");
        client.disconnect();
        store.answer("subscribe a");
        node.assertEmpty();
    }

    @Test
    void whoLeavesBeforeTheChannelFlowsLeavesNothing() {
        client.subscribe("a");
        client.join("presence-r", "ann");
        client.subscribe("b");
        client.unsubscribe("b");
        client.subscribe("b");

        client.disconnect();
        store.answer("subscribe presence-r");
        store.answer("subscribe b");
        store.fail("subscribe a");

        assertThat(client.heard()).isEmpty();
        assertThat(store.waiting()).as("nobody joins after it has left").isEmpty();
        node.assertEmpty();
    }

    @Test
    void whoLeavesWhileJoiningIsTakenOutAgain() {
        client.join("presence-r", "ann");
        store.answer("subscribe presence-r");
        node.loop.run();

        client.disconnect();
        store.answer("join presence-r 1.1");
        assertThat(node.members("presence-r")).as("in for a moment").containsExactly("ann");
        node.loop.run();

        assertThat(node.members("presence-r")).isEmpty();
        node.assertEmpty();
    }

    @Test
    void otherMembersSeeWhoeverWasInForAMoment() {
        Client witness = node.connect();
        witness.join("presence-r", "eve");
        store.answer("subscribe presence-r");
        node.loop.run();
        store.answer("join presence-r 2.1");
        witness.heard();

        client.join("presence-r", "ann");
        node.loop.run();
        client.disconnect();
        store.answer("join presence-r 1.1");

        assertThat(witness.heard()).containsExactly(added("presence-r", "ann"), removed("presence-r", "ann"));
    }

    @Test
    void whatIsPublishedWhileAMemberJoinsFollowsItsList() {
        client.join("presence-r", "ann");
        store.answer("subscribe presence-r");
        node.loop.run();
        node.publish("presence-r", "meanwhile");
        store.answer("publish my-event");
        assertThat(client.heard()).isEmpty();

        store.answer("join presence-r 1.1");

        assertThat(client.heard()).containsExactly(members("presence-r", "ann"), event("presence-r", "meanwhile"));
    }

    @Test
    void whatIsUnderWayCountsTowardsTheMaximum() {
        var small = new Node(Configs.with(Map.of("maxSubscriptionsPerConnection", 2, "subscriptionErrors", false)),
                Apps.OPEN);
        Client busy = small.connect();
        small.store.moveAway();
        busy.subscribe("a");
        busy.subscribe("b");
        busy.subscribe("c");
        assertThat(small.store.waiting()).containsExactly("subscribe a", "subscribe b");

        small.store.answer("subscribe a");
        small.store.fail("subscribe b");
        assertThat(busy.heard()).containsExactly(IN_A);
    }

    @Test
    void whoAsksFasterThanTheStoreAnswersIsMadeToWait() {
        IntStream.range(0, StepQueue.CROWD - 1).forEach(i -> client.subscribe("c" + i));
        assertThat(client.connection.reading()).isTrue();
        client.subscribe("one-more");
        assertThat(client.connection.reading()).isFalse();

        store.answer("subscribe c0");
        node.loop.run();
        assertThat(client.connection.reading()).isTrue();
    }
}
