package dev.anemone.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs the same task on several platform threads that start together; fails if one of them fails.
public final class Crowd {
    /// What each thread does.
    public interface Task {
        /// Runs on thread `number`, from 0.
        void run(int number) throws Exception;
    }

    private Crowd() {}

    /// Returns when all are done.
    public static void run(int threads, Task task) {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            var runs = new ArrayList<Future<?>>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                runs.add(executor.submit(() -> {
                    start.await();
                    task.run(number);
                    return null;
                }));
            }
            start.countDown();
            awaitAll(runs);
        }
    }

    private static void awaitAll(List<Future<?>> runs) {
        for (Future<?> run : runs) {
            try {
                run.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                throw new AssertionError("A thread of the crowd failed.", failed.getCause());
            } catch (TimeoutException stuck) {
                run.cancel(true);
                throw new AssertionError("A thread of the crowd is stuck.", stuck);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for the crowd.", interrupted);
            }
        }
    }
}
