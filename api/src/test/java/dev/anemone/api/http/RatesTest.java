package dev.anemone.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RatesTest {
    private long nanoTime = -7_000_000_000L; // Monotonic clocks start anywhere.
    private final Rates rates = new Rates(() -> nanoTime);

    private static App app(String id, int events, int reads) {
        Limits d = Limits.DEFAULTS;
        return App.builder(new AppId(id), List.of(new Credential(new AppKey("key-" + id), "secret")))
                .limits(new Limits(d.maxChannelNameLength(), d.maxEventNameLength(), d.maxEventDataBytes(),
                        d.maxChannelsPerEvent(), d.maxBatchEvents(), events, d.clientEventsPerSecond(), reads,
                        d.maxPresenceMembers(), d.maxUserInfoBytes(), d.maxUserIdLength(), d.maxWatchlistUsers(),
                        d.cacheTtl()))
                .build();
    }

    private void pass(long millis) {
        nanoTime += Duration.ofMillis(millis).toNanos();
    }

    private boolean publish(App app, int count) {
        return rates.publishing(app, count, "x").equals(Checked.valid("x"));
    }

    private Reply refusal(App app, int count) {
        return switch (rates.publishing(app, count, "x")) {
            case Checked.Refused<String>(Reply reply) -> reply;
            case Checked.Valid<String> valid -> throw new AssertionError("Passed: " + valid);
        };
    }

    private Reply ask(App app) {
        return QueryParameters.parse("").reply(parameters -> ask(app, parameters));
    }

    private Reply ask(App app, QueryParameters parameters) {
        var request = new ApiRequest(app, Map.of(), parameters, List.of(), new byte[0]);
        return rates.asking(_ -> CompletableFuture.completedStage(Reply.OK)).handle(request).toCompletableFuture()
                .join();
    }

    @Test
    void withoutALimitAllPasses() {
        App app = app("1", App.UNLIMITED, App.UNLIMITED);
        for (int i = 0; i < 10_000; i++) {
            assertThat(publish(app, 100)).isTrue();
            assertThat(ask(app)).isEqualTo(Reply.OK);
        }
        assertThat(rates.kept()).isZero();
    }

    @Test
    void aSecondsWorthPassesAtOnceAndComesBackEvenly() {
        App app = app("1", 10, App.UNLIMITED);
        assertThat(publish(app, 4)).isTrue();
        assertThat(publish(app, 6)).isTrue();
        assertThat(publish(app, 1)).isFalse();
        pass(99);
        assertThat(publish(app, 1)).isFalse();
        pass(1);
        assertThat(publish(app, 1)).isTrue();
        pass(1_000_000);
        assertThat(publish(app, 10)).isTrue();
        assertThat(publish(app, 1)).isFalse();
    }

    @Test
    void whatIsTooMuchIsRefusedAsAWholeAndUsesNothingUp() {
        App app = app("1", 10, App.UNLIMITED);
        publish(app, 8);
        for (int i = 0; i < 100; i++) {
            assertThat(publish(app, 3)).isFalse();
        }
        assertThat(publish(app, 2)).isTrue();
    }

    @Test
    void theRefusalSaysWhenToTryAgain() {
        App app = app("1", 10, App.UNLIMITED);
        publish(app, 10);
        assertThat(refusal(app, 10)).isEqualTo(Reply.tooManyRequests(
                "Rate limit exceeded: at most 10 per second (setting limits.backend-events-per-second).",
                Duration.ofSeconds(1)));
        assertThat(refusal(app, 1).headers()).containsEntry("Retry-After", "1");
        assertThat(refusal(app, 1).status()).isEqualTo(429);
    }

    @Test
    void retryAfterIsRoundedUp() {
        assertThat(Reply.tooManyRequests("", Duration.ofNanos(1)).headers()).containsEntry("Retry-After", "1");
        assertThat(Reply.tooManyRequests("", Duration.ofMillis(1_001)).headers()).containsEntry("Retry-After", "2");
    }

    @Test
    void moreThanASecondsWorthCanNeverPass() {
        App app = app("1", 10, App.UNLIMITED);
        assertThat(refusal(app, 11).status()).isEqualTo(400);
        assertThat(refusal(app, 11).body()).contains("Too many events in one request: 11,").contains(" 10 per second");
        assertThat(publish(app, 10)).isTrue();
    }

    @Test
    void appsAndUsesDoNotShare() {
        App one = app("1", 1, 1);
        App two = app("2", 1, 1);
        assertThat(publish(one, 1)).isTrue();
        assertThat(publish(one, 1)).isFalse();
        assertThat(publish(two, 1)).isTrue();
        assertThat(ask(one)).isEqualTo(Reply.OK);
        assertThat(ask(one).status()).isEqualTo(429);
        assertThat(ask(one).body()).contains("limits.read-requests-per-second");
        assertThat(ask(two)).isEqualTo(Reply.OK);
    }

    @Test
    void aChangedLimitHoldsAtOnce() {
        assertThat(publish(app("1", 1, 1), 1)).isTrue();
        assertThat(publish(app("1", 5, 1), 5)).isTrue();
        assertThat(publish(app("1", 5, 1), 1)).isFalse();
    }

    @Test
    void appsThatAreQuietAreForgotten() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(publish(app("app-" + i, 10, 1), 1)).isTrue();
            if (i % 100 == 0) {
                pass(1_000);
            }
        }
        assertThat(rates.kept()).isLessThan(2_000);
    }

    @Test
    void appsThatAreBusyAreNotForgotten() {
        App busy = app("busy", 1, 1);
        publish(busy, 1);
        for (int i = 0; i < 5_000; i++) {
            publish(app("app-" + i, 10, 1), 1);
        }
        assertThat(publish(busy, 1)).isFalse();
    }

    @Test
    void callersAtTheSameTimeGetNoMoreThanTheRate() throws InterruptedException {
        App app = app("1", 1_000, App.UNLIMITED);
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
                        if (publish(app, 1)) {
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
