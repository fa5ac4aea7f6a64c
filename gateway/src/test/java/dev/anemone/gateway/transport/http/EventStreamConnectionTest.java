package dev.anemone.gateway.transport.http;

import static dev.anemone.gateway.transport.http.HttpNode.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.transport.http.HttpNode.Reader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamConnectionTest {
    private static final String KILOBYTE = "x".repeat(1_000);

    private final HttpNode node = new HttpNode();

    @Test
    void aStreamBeginsWithACommentWhenTheSubscriptionHasTakenEffect() {
        Reader reader = node.new Reader("a");

        assertThat(reader.begun).isTrue();
        assertThat(reader.response.take()).isEqualTo(": subscribed\n\n");
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

    @Test
    void aStreamEndsWhenTheTokenExpires() {
        Reader reader = node.new Reader("a", Optional.of(Duration.ofMinutes(1)));
        reader.response.take();
        node.loop.advance(Duration.ofSeconds(59));
        assertThat(reader.response.over()).isFalse();
        node.loop.advance(Duration.ofSeconds(1));

        assertThat(reader.response.take()).endsWith(": 4009 The token has expired.\n\n");
        assertThat(reader.response.over()).isTrue();
        node.assertEmpty();
    }

    @Test
    void aTokenMayBeGoodForAges() {
        Reader reader = node.new Reader("a", Optional.of(Duration.ofDays(1_000_000)));
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
