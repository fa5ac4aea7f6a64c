package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.PublishResult.Published;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final ChannelKey CHANNEL = new ChannelKey(Apps.OPEN.id(), new ChannelName("cache-a"));
    private static final Retention KEPT = new Retention(10, Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final Retention LAST_ALONE = Retention.NONE.asLast(Duration.ofMinutes(1));

    private final MemoryStore store = MemoryStore.create(List.of(Apps.OPEN));

    private StreamPosition publish(Retention retention) {
        var event = new Publication(CHANNEL, new EventName("e"), EventData.ofString("x".repeat(100)));
        return ((Published) store.broker().publish(List.of(event.kept(retention))).toCompletableFuture().join())
                .receipts().getFirst().position();
    }

    private Recovery.Start start(StreamPosition since, int maxBytes) {
        return new Recovery(() -> Apps.OPEN, store.history(), maxBytes)
                .start(CHANNEL, new Subscribe(CHANNEL.channel(), null, null, since, 0)).toCompletableFuture()
                .join();
    }

    @Test
    void whatWasMissedIsReplayed() {
        StreamPosition since = publish(KEPT);
        publish(KEPT);
        StreamPosition last = publish(KEPT);

        Recovery.Start start = start(since, 1_000);

        assertThat(start.whole()).isTrue();
        assertThat(start.place()).isEqualTo(last);
        assertThat(start.frames()).hasSize(2).last().satisfies(frame -> assertThat(frame.position()).isEqualTo(last));
    }

    @Test
    void whatIsTooMuchIsAGap() {
        StreamPosition since = publish(KEPT);
        publish(KEPT);
        publish(KEPT);

        assertThat(start(since, 250).whole()).isFalse();
        assertThat(start(since, 250).frames()).singleElement().satisfies(frame -> assertThat(frame.json()).contains(
                "anemone:gap"));
    }

    /// As the rules of an app change while it runs.
    @Test
    void oneThatWasNotKeptAmongThoseThatWereIsAGap() {
        StreamPosition since = publish(KEPT);
        publish(KEPT);
        publish(LAST_ALONE);
        StreamPosition last = publish(KEPT);

        Recovery.Start start = start(since, 1_000);

        assertThat(start.whole()).isFalse();
        assertThat(start.frames()).singleElement().satisfies(frame -> assertThat(frame.position()).isEqualTo(last));
    }
}
