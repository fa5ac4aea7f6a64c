package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.History.Dropped;
import dev.anemone.store.History.Page;
import dev.anemone.store.History.Query;
import dev.anemone.store.HistoryContract;
import dev.anemone.store.PublishResult.Published;
import dev.anemone.store.PublishResult.Receipt;
import dev.anemone.store.Store;
import dev.anemone.store.WebhookRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest extends HistoryContract {
    private static final Retention TEN = new Retention(10, Duration.ofMinutes(2), Duration.ZERO);

    private final FakeScheduler time = new FakeScheduler();
    private final MemoryStore memory = MemoryStore.create(List.of(), WebhookRules.DEFAULTS, time);

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }

    @Override
    protected void letPass(Duration duration) {
        time.pass(duration);
    }

    @Override
    protected boolean fakeTime() {
        return true;
    }

    private Page all(ChannelKey channel) {
        return join(memory.history().read(channel, Query.allSince(StreamPosition.NONE)));
    }

    @Test
    void beyondTheBoundTheChannelsThatWereNotUsedLatelyAreForgottenFirst() {
        String mebibyte = "x".repeat(1 << 20);
        int channels = 300;
        for (int i = 0; i < channels; i++) {
            publish(memory, publication(channel("c" + i), mebibyte).kept(TEN));
            time.pass(Duration.ofMillis(1));
        }

        Dropped dropped = memory.history().dropped();

        assertThat(dropped.channels()).isBetween(44L, 60L).isEqualTo(dropped.publications());
        assertThat(all(channel("c" + dropped.channels())).entries()).hasSize(1);
        assertThat(all(channel("c" + (channels - 1))).entries()).hasSize(1);
        assertThat(all(channel("c0")).entries()).isEmpty();
        assertThat(all(channel("c" + (dropped.channels() - 1))).entries()).isEmpty();
    }

    @Test
    void whoComesBackToAForgottenChannelIsToldOfAGap() {
        ChannelKey chat = channel("chat");
        StreamPosition place = publish(memory, publication(chat, "1").kept(TEN));
        time.pass(Duration.ofMinutes(3));
        assertThat(join(memory.history().read(chat, Query.allSince(place))).complete()).isTrue();

        time.pass(MemoryHistory.IDLE.plusMinutes(2));

        Page page = join(memory.history().read(chat, Query.allSince(place)));
        assertThat(page.complete()).isFalse();
        assertThat(page.top().comparable(place)).isFalse();
    }

    @Test
    void whatReadersFindTooOldTakesNoRoomAnyMore() {
        ChannelKey chat = channel("chat");
        publish(memory, publication(chat, "1").kept(TEN));
        String mebibyte = "x".repeat(1 << 20);
        for (int i = 0; i < 300; i++) {
            publish(memory, publication(channel("read"), mebibyte).kept(TEN));
            time.pass(Duration.ofSeconds(121));
            assertThat(all(channel("read")).entries()).isEmpty();
        }

        assertThat(memory.history().dropped()).isEqualTo(new Dropped(0, 0));
    }

    @Test
    void oneChannelMayHaveManyKeysInFiveMinutes() {
        ChannelKey chat = channel("chat");
        for (int i = 0; i < 10_000; i++) {
            publish(memory, publication(chat, "1").once(new IdempotencyKey("key" + i, "content", "reply")));
        }

        Receipt again = receipt(publication(chat, "1").once(new IdempotencyKey("key0", "content", "reply")));

        assertThat(again.repeated()).isTrue();
    }

    private Receipt receipt(Publication publication) {
        return ((Published) join(memory.broker().publish(List.of(publication)))).receipts().getFirst();
    }
}
