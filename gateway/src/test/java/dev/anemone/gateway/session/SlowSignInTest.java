package dev.anemone.gateway.session;

import static dev.anemone.gateway.session.SessionTest.IN_A;
import static dev.anemone.gateway.session.SessionTest.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Node.Client;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Sign-ins over a store that takes its time, fails, or is silent.
class SlowSignInTest {
    private static final String NO_AUTH = error("pusher:signin needs data with auth and user_data");

    private final Node node = new Node(GatewayConfig.DEFAULTS, Apps.OPEN.toBuilder().watchlistEvents(true).build());
    private final StagedStore store = node.store;
    private final Client client = node.connect();

    private static String success(String user, String watched) {
        return "{\"event\":\"pusher:signin_success\",\"data\":\"{\\\"user_data\\\":\\\"{\\\\\\\"id\\\\\\\":\\\\\\\""
                + user
                + "\\\\\\\",\\\\\\\"watchlist\\\\\\\":[" + (watched.isEmpty() ? "" : "\\\\\\\"" + watched + "\\\\\\\"")
                + "]}\\\"}\"}";
    }

    private static String online(String user) {
        return "{\"event\":\"pusher_internal:watchlist_events\",\"data\":\"{\\\"events\\\":[{\\\"name\\\":\\\"online\\\","
                + "\\\"user_ids\\\":[\\\"" + user + "\\\"]}]}\"}";
    }

    private void answer(String request) {
        store.answer(request);
        node.loop.run();
    }

    @Test
    void theStoreIsAskedForOneAtATime() {
        store.moveAway();
        client.signIn("ann");
        client.signIn("ann");
        assertThat(store.waiting()).containsExactly("sign in ann");

        answer("sign in ann");
        assertThat(client.heard()).containsExactly(success("ann", ""));
        assertThat(store.waiting()).containsExactly("sign in ann");
        answer("sign in ann");

        assertThat(client.heard()).containsExactly(success("ann", ""));
    }

    @Test
    void theSecondWatchlistDoesNotSpoilTheFirst() {
        node.connect().signIn("bob");
        node.connect().signIn("eve");
        store.moveAway();
        client.signIn("ann", "bob");
        client.signIn("ann", "eve");

        answer("sign in ann");
        answer("watch [bob]");
        assertThat(client.heard()).containsExactly(success("ann", "bob"), online("bob"));
        answer("sign in ann");
        answer("watch [eve]");

        assertThat(client.heard()).containsExactly(success("ann", "eve"), online("eve"));
    }

    @Test
    void answersComeInTheOrderOfTheRequests() {
        store.moveAway();
        client.subscribe("a");
        client.signIn("ann");
        client.signInSigned("{\"id\":\"ann\"}", "");
        client.signIn("eve");
        answer("sign in ann");
        assertThat(client.heard()).isEmpty();

        answer("subscribe a");

        assertThat(client.heard()).containsExactly(IN_A, success("ann", ""), NO_AUTH,
                error("The connection is already signed in as another user"));
    }

    @Test
    void whoSignsInFasterThanTheStoreAnswersIsMadeToWait() {
        store.moveAway();
        IntStream.range(0, StepQueue.CROWD - 1).forEach(_ -> client.signIn("ann"));
        assertThat(client.connection.reading()).isTrue();
        client.signIn("ann");
        assertThat(client.connection.reading()).isFalse();

        answer("sign in ann");
        assertThat(client.connection.reading()).isTrue();
    }

    @Test
    void aStoreThatFailsClosesTheConnection() {
        store.moveAway();
        client.signIn("ann");
        store.fail("sign in ann");
        node.loop.run();

        client.connection.assertClosed(CloseCode.OVER_CAPACITY,
                "The sign-in could not be confirmed: The store is gone.");
        client.disconnect();
        node.assertEmpty();
    }

    @Test
    void aStoreThatIsSilentClosesTheConnection() {
        store.moveAway();
        client.signIn("ann");
        node.loop.advance(GatewayConfig.DEFAULTS.subscribeTimeout().minusNanos(1));
        client.connection.assertOpen();
        node.loop.advance(Duration.ofNanos(1));

        client.connection.assertClosed(CloseCode.OVER_CAPACITY,
                "The sign-in could not be confirmed: no answer within 5000 ms");
    }

    @Test
    void whoLeavesMeanwhileHearsAndAsksNothingMore() {
        store.moveAway();
        client.signIn("ann", "bob");
        client.signIn("ann", "eve");
        client.disconnect();
        answer("sign in ann");

        assertThat(client.heard()).isEmpty();
        assertThat(store.waiting()).isEmpty();
        node.assertEmpty();
    }
}
