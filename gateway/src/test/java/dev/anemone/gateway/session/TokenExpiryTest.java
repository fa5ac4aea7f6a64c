package dev.anemone.gateway.session;

import static dev.anemone.gateway.session.SessionTest.error;
import static dev.anemone.gateway.session.TokenTest.ALL;
import static dev.anemone.gateway.session.TokenTest.ANN;
import static dev.anemone.gateway.session.TokenTest.NEWS;
import static dev.anemone.gateway.session.TokenTest.accepted;
import static dev.anemone.gateway.session.TokenTest.dropped;
import static dev.anemone.gateway.session.TokenTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Node.Client;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of a connection whose token expires, and what a newer one saves.
class TokenExpiryTest {
    /// An hour with the peer alive all the time.
    private static final Map<String, ?> PATIENT = Map.of("activityTimeout", Duration.ofHours(24));

    private final Node node = new Node(Configs.with(PATIENT), Tokens.TRUSTING);
    private final Client client = node.connect();

    private static String expiring(long seconds) {
        return "{\"event\":\"anemone:token_expiring\",\"data\":\"{\\\"in\\\":" + seconds + "}\"}";
    }

    private void pass(long seconds) {
        node.loop.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void theClientIsToldAMinuteBefore() {
        client.token(ALL, 600);
        pass(539);
        assertThat(client.heard()).hasSize(1);
        pass(1);

        assertThat(client.heard()).containsExactly(expiring(60));
    }

    @Test
    void theClientIsToldAtHalfTimeOfAShortToken() {
        client.token(ALL, 20);
        pass(9);
        assertThat(client.heard()).hasSize(1);
        pass(1);

        assertThat(client.heard()).containsExactly(expiring(10));
    }

    @Test
    void whatTheTokenGaveIsDroppedWhenTheGraceIsOver() {
        client.token(ANN + ALL, 600);
        client.subscribe("private-a");
        client.subscribe("presence-r");
        client.subscribe("news");
        client.subscribeSigned("private-b", null);
        pass(629);
        assertThat(client.heard()).endsWith(expiring(60));
        assertThat(node.subscriptions("private-a")).isEqualTo(1);
        pass(1);

        assertThat(client.heard()).containsExactlyInAnyOrder(dropped("private-a", "token_expired"),
                dropped("presence-r", "token_expired"));
        client.connection.assertOpen();
        assertThat(node.members("presence-r")).isEmpty();
        assertThat(node.subscriptions("private-b")).isEqualTo(1);
        client.subscribe("private-a");
        assertThat(client.heard()).endsWith(error("Auth info required to subscribe to private-a"));
    }

    @Test
    void nothingNewIsGivenDuringTheGrace() {
        client.token(ANN + ALL, 600);
        client.subscribe("private-a");
        pass(610);
        client.subscribe("private-b");
        pass(1);
        client.heard();
        client.subscribe("private-c");
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        assertThat(client.heard()).containsExactly(dropped("private-c", "token_expired"),
                error("The token does not allow to subscribe to private-c"),
                error("The token has expired, and signs nobody in"));
        client.say("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":1}");

        assertThat(client.heard()).isEmpty();
    }

    @Test
    void aUserWhomTheTokenSignedInIsSignedOutByClosing() {
        client.token(ANN + ALL, 600);
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        pass(629);
        client.connection.assertOpen();
        pass(1);

        client.connection.assertClosed(CloseCode.GOING_AWAY, "Your access was taken back. Reconnect.");
        client.disconnect();
        node.assertEmpty();
    }

    @Test
    void aUserWhomASignatureSignedInStays() {
        client.token(ANN + ALL, 600);
        client.signIn("ann");
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        pass(630);

        client.connection.assertOpen();
    }

    @Test
    void aNewerTokenKeepsEverything() {
        client.token(ANN + ALL, 600);
        client.subscribe("private-a");
        pass(620);
        client.heard();
        client.token(ANN + ALL, 600);
        assertThat(client.heard()).containsExactly(accepted(600, "ann"));
        pass(539);
        assertThat(client.heard()).isEmpty();
        pass(1);

        assertThat(client.heard()).containsExactly(expiring(60));
        assertThat(node.subscriptions("private-a")).isEqualTo(1);
    }

    @Test
    void aTokenThatIsOverMayComeWithinTheGraceAndNotAfter() {
        var graceless = new Node(Configs.with(Map.of("tokenGrace", Duration.ZERO)), Tokens.TRUSTING).connect();
        graceless.token(NEWS, 0);
        assertThat(graceless.heard()).containsExactly(refused("token_expired"));
        client.token(NEWS, 0);
        pass(0);
        assertThat(client.heard()).containsExactly(TokenTest.acceptedNobody(0), expiring(0));
    }

    @Test
    void aTokenMayBeGoodForAges() {
        client.token(ALL, 1L << 40);
        client.subscribe("private-a");
        pass(Duration.ofDays(800).toSeconds());

        assertThat(node.subscriptions("private-a")).isEqualTo(1);
    }

    @Test
    void theTimerOfWhoeverLeavesIsStopped() {
        client.token(ANN + ALL, 600);
        client.subscribe("presence-r");
        client.disconnect();

        node.assertEmpty();
        assertThat(GatewayConfig.DEFAULTS.tokenGrace()).isEqualTo(Duration.ofSeconds(30));
    }
}
