package dev.anemone.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private long nanoTime = -7_000_000_000L; // Monotonic clocks start anywhere.

    private RequestRate<Object> rate(int perSecond) {
        return new RequestRate<>(perSecond, () -> nanoTime);
    }

    private void pass(Duration time) {
        nanoTime += time.toNanos();
    }

    @Test
    void twoSecondsWorthPassesAtOnceAndComesBackEvenly() {
        RequestRate<Object> rate = rate(10);
        for (int i = 0; i < 20; i++) {
            assertThat(rate.take("a")).isEmpty();
        }
        assertThat(rate.take("a")).contains(Duration.ofMillis(100));
        pass(Duration.ofMillis(99));
        assertThat(rate.take("a")).contains(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).isPresent();
        pass(Duration.ofHours(1));
        for (int i = 0; i < 20; i++) {
            assertThat(rate.take("a")).isEmpty();
        }
        assertThat(rate.take("a")).isPresent();
    }

    @Test
    void eachHasARateOfItsOwn() {
        RequestRate<Object> rate = rate(1);
        rate.take("a");
        rate.take("a");

        assertThat(rate.take("a")).isPresent();
        assertThat(rate.take("b")).isEmpty();
    }

    @Test
    void zeroIsNoLimitAndKeepsNothing() {
        RequestRate<Object> rate = rate(RequestRate.UNLIMITED);
        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.take("a")).isEqualTo(Optional.empty());
        }
        assertThat(rate.kept()).isZero();
    }

    @Test
    void whoIsQuietIsForgotten() {
        RequestRate<Object> rate = rate(10);
        for (int i = 0; i < 100_000; i++) {
            rate.take(i);
            if (i % 100 == 0) {
                pass(Duration.ofSeconds(1));
            }
        }
        assertThat(rate.kept()).isLessThan(2_000);
    }

    @Test
    void whoIsBusyIsNotForgotten() {
        RequestRate<Object> rate = rate(1);
        rate.take("busy");
        rate.take("busy");
        for (int i = 0; i < 5_000; i++) {
            rate.take(i);
        }
        assertThat(rate.take("busy")).isPresent();
    }

    @Test
    void thereIsABoundForAllTogether() {
        RequestRate<Object> rate = rate(1);
        int most = 0;
        for (int i = 0; i < 2 * RequestRate.MAX_KEPT; i++) {
            assertThat(rate.take(i)).isEmpty();
            most = Math.max(most, rate.kept());
        }
        assertThat(most).isEqualTo(RequestRate.MAX_KEPT);
    }

    @Test
    void callersAtTheSameTimeGetNoMoreThanTheRate() throws InterruptedException {
        RequestRate<Object> rate = rate(500);
        var passed = new AtomicInteger();
        var start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    for (int j = 0; j < 1_000; j++) {
                        if (rate.take("a").isEmpty()) {
                            passed.incrementAndGet();
                        }
                    }
                });
            }
            start.countDown();
        }
        assertThat(passed).hasValue(1_000);
    }
}
