package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the memory store promises beyond its contracts: who delivers, what waits, and what stays behind.
@Timeout(60)
class FeedTest {
    private static final ChannelKey ROOM = new ChannelKey(new AppId("1"), new ChannelName("presence-room"));

    private final MemoryStore store = MemoryStore.create(List.of());

    private static Publication publication(String data) {
        return new Publication(ROOM, new EventName("event"), EventData.ofString(data));
    }

    private boolean publish(String data) {
        return !store.broker().publish(List.of(publication(data))).toCompletableFuture().isCompletedExceptionally();
    }

    @Test
    void thePublisherDeliversOnItsOwnThread() {
        var threads = new ArrayList<Thread>();
        store.broker().listen(_ -> threads.add(Thread.currentThread()));
        store.broker().subscribe(ROOM);

        publish("here");

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void whatAListenerPublishesComesAfterWhatItHears() {
        var inbox = new RecordingListener();
        store.broker().listen(message -> {
            if (message.equals(publication("question"))) {
                publish("answer");
            }
            inbox.received(message);
        });
        store.broker().subscribe(ROOM);

        publish("question");

        assertThat(RecordingListener.data(inbox.heard())).containsExactly("question", "answer");
    }

    @Test
    void nobodyWaitsForAListenerThatIsBusy() throws InterruptedException {
        try (var busy = new BusyListener(store)) {
            assertThat(publish("meanwhile")).isTrue();
            store.presence().join(ROOM, new SocketId("1.1"), new Member(new UserId("ann"), Member.NO_INFO), 10);
            store.presence().leave(ROOM, new SocketId("1.1"));

            assertThat(busy.inbox.heard()).hasSize(1);
            assertThat(busy.releasedInbox(4)).containsExactly("first", "meanwhile");
        }
    }

    @Test
    void aBacklogOfTheMaximumIsKeptAndOneMoreIsRefused() throws InterruptedException {
        try (var busy = new BusyListener(store)) {
            var backlog = Collections.nCopies(Feed.MAX_BACKLOG, publication("waiting"));
            assertThat(store.broker().publish(backlog).toCompletableFuture()).isCompleted();

            assertThat(store.broker().publish(List.of(publication("one more"))).toCompletableFuture())
                    .failsWithin(0, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(StoreUnavailableException.class);

            assertThat(busy.releasedInbox(1 + Feed.MAX_BACKLOG)).doesNotContain("one more");
            assertThat(publish("again")).isTrue();
        }
    }

    /// Stands in the middle of its first message until it is released.
    private static final class BusyListener implements AutoCloseable {
        private final RecordingListener inbox = new RecordingListener();
        private final CountDownLatch release = new CountDownLatch(1);
        private final ExecutorService publisher = Executors.newSingleThreadExecutor();

        BusyListener(MemoryStore store) throws InterruptedException {
            var entered = new CountDownLatch(1);
            store.broker().listen(message -> {
                inbox.received(message);
                entered.countDown();
                awaitRelease();
            });
            store.broker().subscribe(ROOM);
            publisher.execute(() -> store.broker().publish(List.of(publication("first"))));
            entered.await();
        }

        private void awaitRelease() {
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        List<String> releasedInbox(int messages) {
            release.countDown();
            return RecordingListener.data(inbox.await(messages));
        }

        @Override
        public void close() {
            release.countDown();
            publisher.close();
        }
    }
}
