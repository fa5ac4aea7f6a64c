package dev.anemone.gateway.transport.http;

import static dev.anemone.gateway.transport.http.HttpNode.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.transport.http.HttpNode.Fallback;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What clients of fallbacks can make a node keep that is no unsent frame.
class FallbackBoundsTest {
    private final HttpNode node = new HttpNode();

    @Test
    void aConnectionIsAbsentWhileItHasNoResponseAlsoWhenItIsClosed() {
        Fallback client = node.pusherClient();
        client.poll();
        assertThat(node.absent()).isEqualTo(1);
        FakeResponse stream = client.stream();
        assertThat(node.absent()).isZero();
        client.connection.close(CloseCode.GOING_AWAY, "Bye");
        node.loop.run();
        assertThat(stream.over()).isTrue();
        assertThat(node.absent()).isEqualTo(1);
        node.loop.advance(Duration.ofSeconds(5));

        node.assertEmpty();
    }

    @Test
    void manyEmptyMessagesThatWaitAreAsBadAsFewLargeOnes() {
        var small = new HttpNode(Map.of("maxOutboxBytes", 4_096));
        var client = small.new Fallback(false);
        client.registryIsSlow();
        client.connection.enter(APP);
        client.poll();
        client.say(Collections.nCopies(100, "").toArray(String[]::new));

        assertThat(client.poll().take()).startsWith("c[4100,");
        assertThat(client.answers).containsExactly(true); // The end is told where it listens.
    }
}
