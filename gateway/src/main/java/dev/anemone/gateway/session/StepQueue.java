package dev.anemone.gateway.session;

import dev.anemone.gateway.hub.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps a client's requests in order while the store is still confirming some of them. Confined to its loop.
///
/// Requests about different subjects, such as channels, wait side by side, so that a hundred subscriptions cost one round
/// trip, and are answered in the order they came. Requests about one subject wait one behind the other. With the memory
/// store every step is done at once and nothing is ever queued.
final class StepQueue {
    /// So many steps wait that no more requests should be read.
    static final int CROWD = 128;

    /// Whose requests they are.
    interface Owner {
        /// The store has not answered one of them, about `subject`, in time.
        void tookTooLong(String subject, String reason);

        /// [#CROWD] steps wait, or no longer do.
        void crowded(boolean crowded);
    }

    private static final class Step {
        final String subject;
        final Supplier<CompletionStage<Runnable>> begin;
        EventLoop.@Nullable Timer deadline;
        @Nullable CompletionStage<Runnable> outcome;

        Step(String subject, Supplier<CompletionStage<Runnable>> begin) {
            this.subject = subject;
            this.begin = begin;
        }

        CompletionStage<Runnable> begun() {
            if (outcome == null) {
                outcome = begin.get();
            }
            return outcome;
        }

        boolean done() {
            return begun().toCompletableFuture().isDone();
        }

        void run() {
            if (deadline != null) {
                deadline.cancel();
            }
            begun().toCompletableFuture().join().run();
        }
    }

    private final EventLoop loop;
    private final Duration timeout;
    private final Owner owner;
    /// Made when something first has to wait.
    private @Nullable Queue<Step> steps;

    /// @param timeout how long one step may wait for the store
    StepQueue(EventLoop loop, Duration timeout, Owner owner) {
        this.loop = loop;
        this.timeout = timeout;
        this.owner = owner;
    }

    /// Begins a request, at once unless an earlier one about the same subject is waiting, and runs its outcome when all
    /// earlier requests have had theirs.
    void submit(String subject, Supplier<CompletionStage<Runnable>> begin) {
        var step = new Step(subject, begin);
        Queue<Step> queue = steps;
        if (queue == null || queue.isEmpty()) {
            if (step.done()) {
                step.run();
                return;
            }
            queue = queue == null ? new ArrayDeque<>() : queue;
            steps = queue;
            advanceWhenDone(step);
        } else if (!waitingFor(subject)) {
            step.begun();
        }
        step.deadline = loop.schedule(timeout,
                () -> owner.tookTooLong(subject, "no answer within " + timeout.toMillis() + " ms"));
        queue.add(step);
        if (queue.size() == CROWD) {
            owner.crowded(true);
        }
    }

    /// [#CROWD] steps wait.
    boolean crowded() {
        return steps != null && steps.size() >= CROWD;
    }

    /// Runs `action` behind the waiting requests about `subject`; at once if there are none.
    void after(String subject, Runnable action) {
        if (waitingFor(subject)) {
            submit(subject, () -> CompletableFuture.completedStage(action));
        } else {
            action.run();
        }
    }

    /// Forgets what has not begun. What has begun still gets its outcome run, so that it can give back what it took.
    void abandon() {
        Queue<Step> abandoned = steps;
        steps = null;
        if (abandoned == null) {
            return;
        }
        for (Step step : abandoned) {
            if (step.deadline != null) {
                step.deadline.cancel();
            }
            if (step.outcome != null) {
                step.outcome.whenComplete((_, _) -> loop.execute(step::run));
            }
        }
    }

    private boolean waitingFor(String subject) {
        if (steps == null) {
            return false;
        }
        for (Step step : steps) {
            if (step.subject.equals(subject)) {
                return true;
            }
        }
        return false;
    }

    private void advanceWhenDone(Step head) {
        head.begun().whenComplete((_, _) -> loop.execute(this::advance));
    }

    /// Runs the outcomes that are ready, up to the first that is not.
    private void advance() {
        while (steps != null && !steps.isEmpty()) {
            Step head = steps.element();
            if (!head.done()) {
                advanceWhenDone(head);
                return;
            }
            steps.remove();
            if (steps.size() == CROWD - 1) {
                owner.crowded(false);
            }
            head.run();
        }
    }
}
