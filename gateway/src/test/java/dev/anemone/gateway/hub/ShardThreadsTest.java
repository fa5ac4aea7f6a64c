package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Crowd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages from many threads at once: none is lost, none overtakes another of its channel, and the loop is woken for
/// the last one.
@Timeout(90)
class ShardThreadsTest {
    private static final int THREADS = 4;
    private static final int MESSAGES = 5_000;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        thread.close();
    }

    /// Late every fourth time it is asked.
    private final class RealLoop implements EventLoop {
        private int asked;

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public boolean late() {
            return ++asked % 4 == 0;
        }

        @Override
        public void executeNextTurn(Runnable task) {
            thread.execute(task);
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nanoTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean inLoop() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void noMessageIsLostOrOvertaken() throws Exception {
        var delivered = new LongAdder();
        var shard = new Shard(0, new RealLoop(), new CountPacing(100, Duration.ofSeconds(5)), Integer.MAX_VALUE,
                delivered);
        List<ChannelKey> channels = IntStream.range(0, THREADS)
                .mapToObj(i -> new ChannelKey(new AppId("1"), new ChannelName("c" + i)))
                .toList();
        var all = new RecordingSubscriber("1.1", shard);
        var one = new RecordingSubscriber("2.1", shard);
        var subscribed = thread.submit(() -> {
            Registration registration = shard.register(all);
            channels.forEach(
                    channel -> shard.activate(shard.subscribe(registration, channel), List.of(Frames.named("in")), 0,
                            StreamPosition.NONE));
            shard.activate(shard.subscribe(shard.register(one), channels.getFirst()), List.of(Frames.named("in")), 0,
                    StreamPosition.NONE);
        });
        subscribed.get(); // What is offered before a subscription is not for it.
        Crowd.run(THREADS, number -> {
            for (int i = 0; i < MESSAGES; i++) {
                shard.offer(Delivery.members(channels.get(number), Frames.named(number + ":" + i), null, 0));
            }
        });

        await().atMost(Duration.ofMinutes(1)).until(() -> delivered.sum() == (THREADS + 1L) * MESSAGES);
        thread.submit(() -> {}).get(); // From here on its work is visible.
        for (int number = 0; number < THREADS; number++) {
            String prefix = number + ":";
            assertThat(all.heard().stream().filter(name -> name.startsWith(prefix)))
                    .isEqualTo(IntStream.range(0, MESSAGES).mapToObj(i -> prefix + i).toList());
        }
        assertThat(one.heard()).hasSize(MESSAGES + 1)
                .endsWith("0:" + (MESSAGES - 1));
    }
}
