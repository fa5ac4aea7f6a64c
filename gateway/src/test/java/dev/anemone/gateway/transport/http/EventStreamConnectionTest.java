package dev.anemone.gateway.transport.http;

import static dev.anemone.gateway.transport.http.HttpNode.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.AccessClaims;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.gateway.transport.http.HttpNode.Reader;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventStreamConnectionTest {
    private static final String KILOBYTE = "x".repeat(1_000);

    private final HttpNode node = new HttpNode();

    @Test
    void aStreamBeginsWithACommentWhenTheSubscriptionHasTakenEffect() {
        Reader reader = node.new Reader("a");

        assertThat(reader.begun).isTrue();
        assertThat(reader.response.take()).matches(": subscribed\n\nid: \\S+\n\n");
    }

    @Test
    void eachEventIsOneMessageAndNothingElseIsSaid() {
        Reader reader = node.new Reader("a");
        reader.response.take();
        node.publish("a", "one");
        node.publish("a", "two");
        node.publish("b", "elsewhere");
        node.loop.run();

        assertThat(reader.response.take())
                .isEqualTo("data: " + event("a", "one") + "\n\ndata: " + event("a", "two") + "\n\n");
    }

    @Test
    void silenceIsBrokenByACommentAndNeedsNoAnswer() {
        Reader reader = node.new Reader("a");
        reader.response.take();
        node.loop.advance(Duration.ofSeconds(24));
        assertThat(reader.response.take()).isEmpty();
        node.loop.advance(Duration.ofSeconds(1));
        assertThat(reader.response.take()).isEqualTo(": heartbeat\n\n");
        node.loop.advance(Duration.ofHours(1));

        assertThat(reader.response.over()).isFalse();
    }

    @Test
    void aRefusalIsNoStream() {
        Reader reader = node.new Reader("private-a");

        assertThat(reader.begun).isFalse();
        assertThat(reader.refusal).isEqualTo(CloseCode.UNAUTHORIZED);
        assertThat(reader.response.take()).isEmpty();
        node.assertEmpty();
    }

    @Test
    void whatWasPublishedBeforeTheEndStillLeavesAndThenTheReason() {
        Reader reader = node.new Reader("a");
        reader.response.take();
        node.publish("a", "last");
        node.loop.run();
        reader.connection.close(CloseCode.GOING_AWAY, "Restarting.");
        node.loop.run();

        assertThat(reader.response.take()).isEqualTo("data: " + event("a", "last") + "\n\n: 4200 Restarting.\n\n");
        assertThat(reader.response.over()).isTrue();
        assertThat(reader.response.brokenOff()).isFalse();
        node.assertEmpty();
    }

    private AccessClaims token(long seconds) {
        return token(node, seconds);
    }

    private static AccessClaims token(HttpNode node, long seconds) {
        return Tokens.claims(node.tokens, "{\"jti\":\"t1\",\"iat\":" + HttpNode.NOW + ",\"exp\":"
                + (HttpNode.NOW + seconds) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");
    }

    private void revoke(Revocation.Subject subject, Instant issuedBefore) {
        node.store.revocations().revoke(new Revocation(Apps.OPEN.id(), subject, issuedBefore,
                issuedBefore.plus(Duration.ofDays(1)))).toCompletableFuture().join();
        node.loop.run();
    }

    @Test
    void aStreamEndsWhenTheTokenIsRevoked() {
        Reader reader = node.new Reader("private-a", token(60));
        assertThat(reader.response.take()).matches(": subscribed\n\nid: \\S+\n\n");
        revoke(new Revocation.Token("t1"), node.clock.instant());

        assertThat(reader.response.take()).startsWith(": 4009 Access was taken back: ").contains("token_revoked");
        assertThat(reader.response.over()).isTrue();
        node.assertEmpty();
    }

    @Test
    void aStreamThatWasSignedForEndsWhenItsChannelIsRevoked() {
        Reader reader = node.new Reader("private-a", null, Apps.CREDENTIAL);
        reader.response.take();
        revoke(new Revocation.Channels(Glob.of("private-b")), node.clock.instant());
        assertThat(reader.response.over()).isFalse();
        revoke(new Revocation.Channels(Glob.of("private-a")), node.clock.instant());

        assertThat(reader.response.take()).startsWith(": 4200 Access was taken back.");
        assertThat(reader.response.over()).isTrue();
        node.assertEmpty();
    }

    /// A node may hear of a revocation when the stream has begun: the token's age counts, not the stream's.
    @Test
    void aStreamEndsWhenTheChannelIsRevokedForTokensAsOld() {
        node.loop.advance(Duration.ofSeconds(10));
        Reader reader = node.new Reader("private-a", token(60));
        reader.response.take();
        revoke(new Revocation.Channels(Glob.of("private-b*")), Instant.ofEpochSecond(HttpNode.NOW + 5));
        revoke(new Revocation.Channels(Glob.of("private-*")), Instant.ofEpochSecond(HttpNode.NOW - 1));
        assertThat(reader.response.over()).isFalse();
        revoke(new Revocation.Channels(Glob.of("private-*")), Instant.ofEpochSecond(HttpNode.NOW + 5));

        assertThat(reader.response.take()).startsWith(": 4009 Access was taken back: ")
                .contains("channel_not_allowed");
        assertThat(reader.response.over()).isTrue();
        node.assertEmpty();
    }

    @Test
    void aStreamEndsWhenTheTokenExpires() {
        Reader reader = node.new Reader("private-a", token(60));
        reader.response.take();
        node.loop.advance(Duration.ofSeconds(59).plus(Tokens.LEEWAY));
        assertThat(reader.response.over()).isFalse();
        node.loop.advance(Duration.ofSeconds(1));

        assertThat(reader.response.take()).endsWith(": 4009 The token has expired.\n\n");
        assertThat(reader.response.over()).isTrue();
        node.assertEmpty();
    }

    @Test
    void aTokenThatTheAppHasNoRoomForLeavesNothingBehind() {
        var full = new HttpNode(Map.of(),
                Tokens.TRUSTING.toBuilder().authorizedConnections(true).maxConnections(1).build());
        Reader first = full.new Reader("private-a", token(full, 60));
        Reader second = full.new Reader("private-a", token(full, 60));

        assertThat(first.begun).isTrue();
        assertThat(second.refusal).isEqualTo(CloseCode.OVER_QUOTA);
        first.response.breakOff();
        full.assertEmpty();
    }

    @Test
    void aTokenMayBeGoodForAges() {
        Reader reader = node.new Reader("private-a", token(1L << 40));
        assertThat(reader.begun).isTrue();
        reader.response.breakOff();

        node.assertEmpty();
    }

    @Test
    void aReaderThatGoesLeavesNothingBehind() {
        Reader reader = node.new Reader("a");
        reader.response.breakOff();

        node.assertEmpty();
    }

    @Test
    void aSlowReaderIsDropped() {
        var small = new HttpNode(Map.of("maxOutboxBytes", 4_096));
        Reader reader = small.new Reader("a");
        reader.response.stall();
        for (int i = 0; i < 3; i++) {
            small.publish("a", KILOBYTE);
            small.loop.run();
        }
        assertThat(small.counters.closed().get(CloseCode.OVER_CAPACITY)).isZero();
        small.publish("a", KILOBYTE);
        small.loop.run();
        assertThat(small.counters.closed().get(CloseCode.OVER_CAPACITY)).isEqualTo(1);
        small.loop.advance(Duration.ofSeconds(5));

        assertThat(reader.response.brokenOff()).isTrue();
        small.assertEmpty();
    }
}
