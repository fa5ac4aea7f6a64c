package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.hub.FakeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Steps are named `channel:n`. What they did is written down: `begin a:1` when the store is asked, `a:1` when the client
/// is answered.
class StepQueueTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final FakeLoop loop = new FakeLoop();
    private final List<String> log = new ArrayList<>();
    private final StepQueue queue = new StepQueue(loop, TIMEOUT, new StepQueue.Owner() {
        @Override
        public void tookTooLong(String subject, String reason) {
            log.add(subject + " took too long: " + reason);
        }

        @Override
        public void crowded(boolean crowded) {
            log.add(crowded ? "crowded" : "room again");
        }
    });
    private final Map<String, CompletableFuture<Runnable>> stages = new HashMap<>();

    private void submit(String name) {
        var stage = new CompletableFuture<Runnable>();
        stages.put(name, stage);
        queue.submit(channel(name), () -> {
            log.add("begin " + name);
            return stage;
        });
    }

    private void after(String name) {
        queue.after(channel(name), () -> log.add(name));
    }

    private static String channel(String name) {
        return name.substring(0, name.indexOf(':'));
    }

    private void complete(String name) {
        Objects.requireNonNull(stages.get(name)).complete(() -> log.add(name));
        loop.run();
    }

    private void submitDone(String name) {
        var stage = new CompletableFuture<Runnable>();
        stages.put(name, stage);
        stage.complete(() -> log.add(name));
        queue.submit(channel(name), () -> {
            log.add("begin " + name);
            return stage;
        });
    }

    /// What happened, and is forgotten by this.
    private List<String> takeLog() {
        loop.run();
        var taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    @Test
    void whatIsDoneAtOnceIsAnsweredAtOnce() {
        submitDone("a:1");

        assertThat(log).containsExactly("begin a:1", "a:1");
        assertThat(loop.tasks()).isZero();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void answersComeInTheOrderOfTheRequests() {
        submit("a:1");
        submit("b:2");
        submit("c:3");
        assertThat(takeLog()).containsExactly("begin a:1", "begin b:2", "begin c:3");

        complete("c:3");
        complete("b:2");
        assertThat(takeLog()).isEmpty();
        complete("a:1");
        assertThat(takeLog()).containsExactly("a:1", "b:2", "c:3");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void whatIsDoneStillWaitsForItsTurn() {
        submit("a:1");
        submitDone("b:2");
        assertThat(takeLog()).containsExactly("begin a:1", "begin b:2");

        complete("a:1");
        assertThat(takeLog()).containsExactly("a:1", "b:2");
    }

    @Test
    void requestsAboutOneChannelWaitForEachOther() {
        submit("a:1");
        submit("a:2");
        submit("b:3");
        assertThat(takeLog()).containsExactly("begin a:1", "begin b:3");

        complete("b:3");
        complete("a:1");
        assertThat(takeLog()).containsExactly("a:1", "begin a:2");
        complete("a:2");
        assertThat(takeLog()).containsExactly("a:2", "b:3");
    }

    @Test
    void anActionWaitsBehindItsChannelAndNoOther() {
        submit("a:1");
        after("b:2");
        after("a:3");
        assertThat(takeLog()).containsExactly("begin a:1", "b:2");

        complete("a:1");
        assertThat(takeLog()).containsExactly("a:1", "a:3");
        after("a:4");
        assertThat(log).containsExactly("a:4");
    }

    @Test
    void subscribeUnsubscribeSubscribeEndsSubscribed() {
        submit("a:in");
        after("a:out");
        submit("a:in again");
        complete("a:in");
        assertThat(takeLog()).containsExactly("begin a:in", "a:in", "a:out", "begin a:in again");
        complete("a:in again");
        assertThat(takeLog()).containsExactly("a:in again");
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotWaitedForForever() {
        submit("a:1");
        loop.advance(Duration.ofSeconds(3));
        submit("b:2");
        loop.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(takeLog()).containsExactly("begin a:1", "begin b:2");

        loop.advance(Duration.ofNanos(1));
        assertThat(takeLog()).containsExactly("a took too long: no answer within 5000 ms");
        loop.advance(Duration.ofSeconds(3));
        assertThat(takeLog()).containsExactly("b took too long: no answer within 5000 ms");
    }

    @Test
    void whatIsAbandonedStillGivesBackWhatItTook() {
        submit("a:1");
        submit("b:2");
        submit("a:3");
        after("b:4");
        submitDone("c:5");
        takeLog();

        queue.abandon();
        assertThat(takeLog()).as("done already").containsExactly("c:5");
        complete("b:2");
        complete("a:1");

        assertThat(takeLog()).as("what has not begun never does").containsExactly("b:2", "a:1");
        assertThat(loop.timers()).isZero();
        loop.advance(TIMEOUT.multipliedBy(2));
        assertThat(log).isEmpty();
    }

    @Test
    void anEmptyQueueCanBeAbandoned() {
        queue.abandon();
        submitDone("a:1");
        queue.abandon();

        assertThat(takeLog()).containsExactly("begin a:1", "a:1");
    }

    @Test
    void aCrowdIsReportedAndItsEnd() {
        for (int i = 0; i < StepQueue.CROWD - 1; i++) {
            submit("c" + i + ":x");
        }
        assertThat(takeLog()).doesNotContain("crowded");
        submit("last:x");
        assertThat(takeLog()).containsExactly("begin last:x", "crowded");
        submit("more:x");
        assertThat(takeLog()).containsExactly("begin more:x");

        complete("c0:x");
        assertThat(takeLog()).containsExactly("c0:x");
        complete("c1:x");
        assertThat(takeLog()).containsExactly("room again", "c1:x");
        for (int i = 2; i < StepQueue.CROWD - 1; i++) {
            complete("c" + i + ":x");
        }
        assertThat(takeLog()).doesNotContain("crowded", "room again");
    }

    @Test
    void manyThatAreDoneAtOnceAreNoCrowd() {
        submit("a:1");
        for (int i = 0; i < StepQueue.CROWD * 3; i++) {
            submitDone("b" + i + ":x");
        }
        takeLog();

        complete("a:1");

        assertThat(takeLog()).hasSize(StepQueue.CROWD * 3 + 2).startsWith("a:1", "b0:x").contains("room again");
    }

    /// 5 seeds × 3,000 steps: answers come in the order of the requests, and a channel has one request at the store.
    @RepeatedTest(5)
    void anyHistoryIsAnsweredInOrder(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        var waiting = new LinkedHashMap<String, Boolean>();
        var answers = new ArrayList<String>();
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(3) > 0 && waiting.size() < 30) {
                String name = "abcd".charAt(random.nextInt(4)) + ":" + i;
                waiting.put(name, true);
                answers.add(name);
                if (random.nextInt(4) == 0) {
                    submitDone(name);
                } else {
                    submit(name);
                }
            } else if (!waiting.isEmpty()) {
                var names = List.copyOf(waiting.keySet());
                String name = names.get(random.nextInt(names.size()));
                if (log.contains("begin " + name)) {
                    complete(name);
                }
            }
            loop.run();
            waiting.keySet().removeIf(log::contains);
            for (String channel : List.of("a", "b", "c", "d")) {
                long atTheStore = waiting.keySet().stream()
                        .filter(name -> channel(name).equals(channel) && log.contains("begin " + name))
                        .count();
                assertThat(atTheStore).isLessThanOrEqualTo(1);
            }
        }
        while (!waiting.isEmpty()) {
            complete(waiting.keySet().iterator().next());
            waiting.keySet().removeIf(log::contains);
        }
        assertThat(log.stream().filter(line -> line.indexOf(' ') < 0)).isEqualTo(answers);
        assertThat(loop.timers()).isZero();
    }
}
