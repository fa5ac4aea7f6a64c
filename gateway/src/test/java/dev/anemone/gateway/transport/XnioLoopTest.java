package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.gateway.hub.EventLoop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.ChannelPipe;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/// What [dev.anemone.gateway.hub.EventLoop] promises, on a real I/O thread of XNIO.
@Timeout(30)
class XnioLoopTest {
    private XnioWorker worker;
    private XnioIoThread thread;
    private XnioLoop loop;
    private final List<Long> delays = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        thread = worker.getIoThread();
        loop = new XnioLoop(thread, delays::add);
    }

    @AfterEach
    void stop() {
        worker.shutdownNow();
    }

    @Test
    void aTurnThatLastsTooLongIsReported() {
        loop.execute(() -> {
            loop.schedule(Duration.ofMillis(60), () -> {});
            long end = loop.nanoTime() + Duration.ofMillis(150).toNanos();
            while (loop.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        });

        await().until(() -> !delays.isEmpty());
        assertThat(delays.getFirst()).isGreaterThanOrEqualTo(Duration.ofMillis(90).toNanos());
    }

    @Test
    void tasksRunOnTheThreadInOrder() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(() -> ran.add(loop.inLoop() ? number : -1));
        }

        await().until(() -> ran.size() == 100);
        assertThat(ran).isSorted().doesNotContain(-1);
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void aTimerRunsOnTheThreadAndNeverEarly() {
        var early = new AtomicLong(Long.MIN_VALUE);
        loop.execute(() -> {
            long due = loop.nanoTime() + Duration.ofMillis(75).toNanos();
            loop.schedule(Duration.ofMillis(75),
                    () -> early.set(loop.inLoop() ? due - loop.nanoTime() : Long.MAX_VALUE));
        });

        await().until(() -> early.get() != Long.MIN_VALUE);
        assertThat(early.get()).isLessThanOrEqualTo(0);
    }

    @Test
    void theWheelGoesOnAfterItHasStoodStill() {
        var ran = new CopyOnWriteArrayList<String>();
        loop.execute(() -> loop.schedule(Duration.ofMillis(1), () -> ran.add("first")));
        await().until(() -> ran.contains("first"));

        loop.execute(() -> {
            Timer cancelled = loop.schedule(Duration.ofMillis(1), () -> ran.add("cancelled"));
            loop.schedule(Duration.ofMillis(120), () -> ran.add("second"));
            cancelled.cancel();
        });

        await().until(() -> ran.contains("second"));
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void workThatMindsLatenessLetsTimersAndSocketsBeServed() throws IOException {
        ChannelPipe<StreamConnection, StreamConnection> pipe = thread.createFullDuplexPipeConnection();
        var served = new AtomicBoolean();
        var timer = new AtomicBoolean();
        var endless = new Runnable() {
            @Override
            public void run() {
                if (served.get() && timer.get()) {
                    return;
                }
                if (loop.late()) {
                    loop.executeNextTurn(this);
                } else {
                    loop.execute(this);
                }
            }
        };
        loop.execute(() -> {
            pipe.getLeftSide().getSourceChannel().setReadListener(_ -> served.set(true));
            pipe.getLeftSide().getSourceChannel().resumeReads();
            loop.schedule(Duration.ofMillis(1), () -> timer.set(true));
            endless.run();
        });

        pipe.getRightSide().getSinkChannel().write(ByteBuffer.wrap(new byte[]{1}));

        await().until(() -> served.get() && timer.get());
        IoUtils.safeClose(pipe.getLeftSide(), pipe.getRightSide());
    }

    @Test
    void aLoopWithoutTimersIsNeverLate() {
        var late = new CopyOnWriteArrayList<Boolean>();
        loop.execute(() -> late.add(loop.late()));

        await().until(() -> !late.isEmpty());
        assertThat(late).containsExactly(false);
    }
}
