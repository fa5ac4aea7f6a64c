package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.SocketId;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.LifecycleLog.Entry;
import dev.anemone.store.LifecycleLog.Reader;
import dev.anemone.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class JournalTest {
    private final FakeScheduler scheduler = new FakeScheduler();
    private final Journal journal = new Journal(scheduler, 10_000, 10_000_000);

    /// Deals with what it is given when the test says so.
    private static final class SlowReader implements Reader {
        private final List<List<Entry>> reads = new ArrayList<>();
        private final List<CompletableFuture<Void>> ends = new ArrayList<>();

        @Override
        public CompletionStage<Void> read(List<Entry> entries) {
            var end = new CompletableFuture<Void>();
            reads.add(entries);
            ends.add(end);
            return end;
        }

        List<Entry> entries() {
            return reads.stream().flatMap(List::stream).toList();
        }
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            journal.append(new Occupied(new ChannelKey(new AppId("1"), new ChannelName("c" + i))));
        }
        scheduler.run();
    }

    @Test
    void beyondTheBytesTheOldestAreDropped() {
        var small = new Journal(scheduler, 10_000, 1 << 20);
        EventData data = EventData.ofString("x".repeat(10_000));
        for (int i = 0; i < 150; i++) {
            small.append(new ClientSent(new ChannelKey(new AppId("1"), new ChannelName("private-" + i)),
                    new EventName("client-x"), data, new SocketId("1.1"), null));
        }
        var reader = new SlowReader();

        small.attach(reader);
        scheduler.run();

        assertThat(reader.entries()).hasSizeBetween(90, 104); // Of the 104 that have a mebibyte of data.
        assertThat(small.dropped()).isEqualTo(150 - reader.entries().size());
        assertThat(reader.entries().getLast().event().channel().channel().value()).isEqualTo("private-149");
    }

    @Test
    void aReaderHasSoMuchInHandAndNoMore() {
        var reader = new SlowReader();
        journal.attach(reader);

        append(Journal.MAX_IN_HAND + 1);
        assertThat(reader.entries()).hasSize(Journal.MAX_IN_HAND);
        reader.ends.getFirst().complete(null);
        scheduler.run();

        assertThat(reader.entries()).hasSize(Journal.MAX_IN_HAND + 1).extracting(Entry::id).isSorted();
    }

    @Test
    void anotherReaderHasItsTurnWhenTheFirstHasDealtWithEverything() {
        var one = new SlowReader();
        var two = new SlowReader();
        journal.attach(one);
        journal.attach(two);
        append(1);
        append(1);
        assertThat(one.entries()).hasSize(2);
        assertThat(two.entries()).isEmpty();

        one.ends.forEach(end -> end.complete(null));
        append(1);

        assertThat(two.entries()).hasSize(1);
    }

    @Test
    void whatFailsIsReadAgainAfterAPause() {
        var reader = new SlowReader();
        journal.attach(reader);
        append(1);
        append(1);

        reader.ends.getFirst().completeExceptionally(new StoreUnavailableException("Redis is away.", new Exception()));
        scheduler.pass(Journal.RETRY_AFTER.minusMillis(1));
        assertThat(reader.reads).hasSize(2);
        scheduler.pass(Journal.RETRY_AFTER);

        assertThat(reader.reads).hasSize(3);
        assertThat(reader.reads.getLast()).isEqualTo(reader.reads.getFirst());
    }

    @Test
    void whatAReaderHasInHandWhenItLeavesIsReadByOthersInOrder() {
        var one = new SlowReader();
        var two = new SlowReader();
        journal.attach(one);
        append(1);
        append(1);
        journal.attach(two);

        journal.detach(one);
        scheduler.run();
        one.ends.getFirst().complete(null); // Too late to matter.

        assertThat(two.entries()).isEqualTo(one.entries());
    }
}
