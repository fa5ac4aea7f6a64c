package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [CacheChannels] promises.
public abstract class CacheChannelsContract extends StoreContract {
    private static final ChannelKey CACHE = channel("cache-x");
    private static final Duration LONG = Duration.ofMinutes(30);

    private static StreamPosition publish(Store node, ChannelKey channel, String data, Duration keepFor) {
        return publish(node, publication(channel, data).kept(Retention.NONE.asLast(keepFor)));
    }

    @Test
    void aChannelThatNothingWasPublishedToHasNoLastEvent() {
        assertThat(join(node().cacheChannels().last(CACHE))).isEmpty();
    }

    @Test
    void theLastEventIsKeptThoughNobodyIsSubscribed() {
        Store publisher = node();
        Store reader = node();

        StreamPosition position = publish(publisher, CACHE, "one", LONG);

        CacheChannels.LastEvent last = join(reader.cacheChannels().last(CACHE)).orElseThrow();
        Publication published = publication(CACHE, "one");
        assertThat(last.event()).isEqualTo(published.event());
        assertThat(last.data()).isEqualTo(published.data());
        assertThat(last.position()).isEqualTo(position);
        assertThat(last.remaining()).isPositive().isLessThanOrEqualTo(LONG);
    }

    @Test
    void theNextEventReplacesTheLast() {
        Store node = node();

        StreamPosition one = publish(node, CACHE, "one", LONG);
        StreamPosition two = publish(node, CACHE, "two", LONG);

        assertThat(two.offset()).isGreaterThan(one.offset());
        assertThat(join(node.cacheChannels().last(CACHE)).orElseThrow().position()).isEqualTo(two);
    }

    @Test
    void anEventThatIsNotToBeKeptChangesNothing() {
        Store node = node();
        publish(node, CACHE, "kept", LONG);

        join(node.broker().publish(List.of(publication(CACHE, "passing"))));

        assertThat(join(node.cacheChannels().last(CACHE)).orElseThrow().data())
                .isEqualTo(publication(CACHE, "kept").data());
    }

    @Test
    void anEventExpires() {
        Store node = node();

        publish(node, CACHE, "one", Duration.ofMillis(50));

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(join(node.cacheChannels().last(CACHE))).isEmpty());
    }

    @Test
    void subscribersHearTheEventWithItsPosition() {
        Store publisher = node();
        Store subscriber = node();
        RecordingListener listener = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CACHE));

        StreamPosition position = publish(publisher, CACHE, "one", LONG);

        assertThat(listener.await(1)).singleElement().isInstanceOfSatisfying(Publication.class, heard -> {
            assertThat(heard.data()).isEqualTo(publication(CACHE, "one").data());
            assertThat(heard.position()).isEqualTo(position);
        });
    }
}
