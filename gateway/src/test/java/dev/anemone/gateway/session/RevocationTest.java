package dev.anemone.gateway.session;

import static dev.anemone.gateway.session.SessionTest.error;
import static dev.anemone.gateway.session.TokenTest.ALL;
import static dev.anemone.gateway.session.TokenTest.ANN;
import static dev.anemone.gateway.session.TokenTest.dropped;
import static dev.anemone.gateway.session.TokenTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Node.Client;
import dev.anemone.model.AppId;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Whom a revocation reaches on a node, and whom it does not.
class RevocationTest {
    private static final Revocation.Subject TOKEN = new Revocation.Token("t1");
    private static final Revocation.Subject USER = new Revocation.User(new UserId("ann"));
    private static final Revocation.Subject ROOMS = new Revocation.Channels(Glob.of("*-room-*"));
    private static final String T1 = "\"jti\":\"t1\",";
    private static final String TAKEN_BACK = "Access was taken back. Reconnect to be authorized anew.";

    private final Node node = new Node(GatewayConfig.DEFAULTS, Tokens.TRUSTING);
    private final Client client = node.connect();

    private void pass() {
        node.loop.advance(Duration.ofSeconds(5));
    }

    @Test
    void aRevokedTokenIsLostWithAllThatItGave() {
        client.token(T1 + ALL, 600);
        client.subscribe("private-a");
        client.subscribe("news");
        client.subscribeSigned("private-b", null);
        Client other = node.connect();
        other.token("\"jti\":\"t2\"," + ALL, 600);
        other.subscribe("private-a");
        client.heard();
        other.heard();
        node.revoke(TOKEN);

        assertThat(client.heard()).containsExactly(refused("token_revoked"), dropped("private-a", "token_revoked"));
        assertThat(other.heard()).isEmpty();
        client.connection.assertOpen();
        assertThat(node.subscriptions("private-b")).isEqualTo(1);
        client.subscribe("private-a");
        assertThat(client.heard()).endsWith(error("Auth info required to subscribe to private-a"));
        client.token(T1 + ALL, 600);
        assertThat(client.heard()).containsExactly(refused("token_revoked"));
    }

    @Test
    void theTokensOfARevokedUserAreLostIfTheyAreAsOld() {
        client.token(ANN + ALL, 600);
        client.subscribe("presence-a");
        pass();
        Client younger = node.connect();
        younger.token(ANN + ALL, 600);
        younger.subscribe("presence-a");
        client.heard();
        younger.heard();
        node.revoke(USER, node.clock.instant().minusSeconds(1));

        assertThat(client.heard()).containsExactly(refused("token_revoked"), dropped("presence-a", "token_revoked"));
        assertThat(younger.heard()).isEmpty();
        assertThat(node.members("presence-a")).containsExactly("ann");
    }

    @Test
    void aUserWhomTheTokenSignedInIsSignedOutByClosing() {
        client.token(T1 + ANN + ALL, 600);
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        client.heard();
        node.revoke(TOKEN);

        assertThat(client.heard()).containsExactly(refused("token_revoked"));
        client.connection.assertClosed(CloseCode.GOING_AWAY, "Your access was taken back. Reconnect.");
    }

    @Test
    void whomASignatureSignedInReconnects() {
        client.signIn("ann");
        Client other = node.connect();
        other.signIn("bob");
        pass();
        Client younger = node.connect();
        younger.signIn("ann");
        node.revoke(USER, node.clock.instant().minusSeconds(1));
        node.loop.run();

        client.connection.assertClosed(CloseCode.GOING_AWAY, TAKEN_BACK);
        other.connection.assertOpen();
        younger.connection.assertOpen();
    }

    @Test
    void whomASignatureMadeAMemberReconnects() {
        client.join("presence-a", "ann");
        client.join("presence-b", "ann");
        client.unsubscribe("presence-a");
        Client gone = node.connect();
        gone.join("presence-a", "ann");
        gone.unsubscribe("presence-a");
        Client other = node.connect();
        other.join("presence-b", "bob");
        pass();
        Client younger = node.connect();
        younger.join("presence-b", "ann");
        node.revoke(USER, node.clock.instant().minusSeconds(1));
        node.loop.run();

        client.connection.assertClosed(CloseCode.GOING_AWAY, TAKEN_BACK);
        gone.connection.assertOpen();
        other.connection.assertOpen();
        younger.connection.assertOpen();
    }

    @Test
    void theTokenOfARevokedUserIsToldBeforeTheSignatureCloses() {
        client.token(ANN + ALL, 600);
        client.signIn("ann");
        client.join("presence-a", "ann");
        client.heard();
        node.revoke(USER);

        assertThat(client.heard()).containsExactly(refused("token_revoked"));
        client.connection.assertClosed(CloseCode.GOING_AWAY, TAKEN_BACK);
    }

    @Test
    void whatATokenGaveInRevokedChannelsIsDropped() {
        client.token(ALL, 600);
        client.subscribe("private-room-1");
        client.subscribe("private-hall-1");
        client.subscribe("public-room-1");
        client.heard();
        node.revoke(ROOMS);

        assertThat(client.heard()).containsExactly(dropped("private-room-1", "channel_not_allowed"));
        client.subscribe("private-room-2");
        assertThat(client.heard()).startsWith(dropped("private-room-2", "channel_not_allowed"));
        pass();
        client.token(ALL, 600);
        client.subscribe("private-room-2");
        assertThat(client.heard()).endsWith(SessionTest.success("private-room-2"));
    }

    @Test
    void whoeverIsInRevokedChannelsBySignatureReconnects() {
        client.subscribeSigned("private-room-1", null);
        Client open = node.connect();
        open.subscribe("public-room-1");
        pass();
        Client younger = node.connect();
        younger.subscribeSigned("private-room-1", null);
        node.revoke(ROOMS, node.clock.instant().minusSeconds(1));
        node.loop.run();

        client.connection.assertClosed(CloseCode.GOING_AWAY, TAKEN_BACK);
        open.connection.assertOpen();
        younger.connection.assertOpen();
    }

    @Test
    void whoeverIsStillEnteringIsReachedToo() {
        Client signed = node.connect();
        Client member = node.connect();
        client.token(ALL, 600);
        client.heard();
        node.store.moveAway();
        client.subscribe("private-room-1");
        signed.subscribeSigned("private-room-2", null);
        member.join("presence-a", "ann");
        node.store.answer("subscribe presence-a");
        node.loop.run();
        node.revoke(ROOMS);
        node.revoke(USER);
        node.store.answer("subscribe private-room-1");
        node.store.answer("subscribe private-room-2");
        node.store.answer("join presence-a " + member.socketId());

        assertThat(client.heard()).startsWith(dropped("private-room-1", "channel_not_allowed"));
        assertThat(signed.heard()).isEmpty();
        signed.connection.assertClosed(CloseCode.GOING_AWAY, TAKEN_BACK);
        assertThat(member.heard()).isEmpty();
        member.connection.assertClosed(CloseCode.GOING_AWAY, TAKEN_BACK);
        assertThat(node.members("presence-a")).isEmpty();
        assertThat(node.hub.channels()).isZero();
    }

    @Test
    void aTokenThatExpiresWhileItsChannelIsEnteredGivesNothing() {
        client.token(ALL, 60);
        node.loop.advance(Duration.ofSeconds(67));
        client.heard();
        node.store.moveAway();
        client.subscribe("private-a");
        node.loop.advance(Duration.ofSeconds(4));
        node.store.answer("subscribe private-a");

        assertThat(client.heard()).startsWith(dropped("private-a", "token_expired"));
        assertThat(node.subscriptions("private-a")).isZero();
    }

    @Test
    void anotherAppIsNotConcerned() {
        client.token(T1 + ANN + ALL, 600);
        client.subscribe("private-room-1");
        client.heard();
        Instant now = node.clock.instant();
        for (Revocation.Subject subject : new Revocation.Subject[]{TOKEN, USER, ROOMS}) {
            node.store.revocations().revoke(new Revocation(new AppId("2"), subject, now,
                    now.plusSeconds(60))).toCompletableFuture().join();
        }

        assertThat(client.heard()).isEmpty();
    }

    @Test
    void aLargeChannelIsClearedInPortionsSoThatOthersHaveTheirTurn() {
        var crowd = new ArrayList<Client>();
        for (int i = 0; i < 100; i++) {
            Client one = node.connect();
            one.token(ALL, 600);
            one.subscribe("private-room-1");
            one.heard();
            crowd.add(one);
        }
        int turns = node.loop.turns();
        node.loop.fallBehind();
        node.revoke(ROOMS);
        node.loop.run();

        assertThat(node.loop.turns()).isGreaterThan(turns);
        assertThat(crowd).allSatisfy(one -> assertThat(one.heard()).hasSize(1));
        assertThat(node.subscriptions("private-room-1")).isZero();
    }

    @Test
    void whoLeavesIsNotHeldOnTo() {
        client.token(T1 + ANN + ALL, 600);
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        client.subscribe("presence-a");
        client.disconnect();
        client.heard();
        node.revoke(TOKEN);
        node.revoke(USER);

        assertThat(client.heard()).isEmpty();
        client.connection.assertOpen();
        node.assertEmpty();
    }
}
