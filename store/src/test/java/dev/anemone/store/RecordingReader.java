package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.store.LifecycleLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/// Remembers what it read. Deals with entries at once, unless a test says otherwise. Thread-safe.
public final class RecordingReader implements LifecycleLog.Reader {
    private final List<Entry> read = new ArrayList<>();
    private CompletionStage<Void> answer = CompletableFuture.completedStage(null);

    /// Reads on `node` from now on.
    public static RecordingReader on(Store node) {
        var reader = new RecordingReader();
        node.lifecycleLog().readBy(reader);
        return reader;
    }

    /// From now on, reads end as `answer` does.
    public synchronized RecordingReader answering(CompletionStage<Void> answer) {
        this.answer = answer;
        return this;
    }

    @Override
    public synchronized CompletionStage<Void> read(List<Entry> entries) {
        assertThat(entries).isNotEmpty();
        read.addAll(entries);
        return answer;
    }

    /// What was read so far.
    public synchronized List<Entry> entries() {
        return List.copyOf(read);
    }

    /// What happened, as far as it was read.
    public List<LifecycleEvent> events() {
        return entries().stream().map(Entry::event).toList();
    }

    /// Waits until `count` entries were read, and returns all of them.
    public List<Entry> await(int count) {
        return Awaitility.await().until(this::entries, entries -> entries.size() >= count);
    }

    /// Waits until as many were read, the last one among them, and fails unless these were exactly these, and those of each
    /// channel in this order.
    public void awaitExactly(LifecycleEvent... events) {
        LifecycleEvent last = events[events.length - 1];
        Awaitility.await().until(this::events, read -> read.contains(last) && read.size() >= events.length);
        assertThat(byChannel(events())).isEqualTo(byChannel(List.of(events)));
    }

    private static Map<ChannelKey, List<LifecycleEvent>> byChannel(List<LifecycleEvent> events) {
        return events.stream().collect(Collectors.groupingBy(LifecycleEvent::channel));
    }
}
