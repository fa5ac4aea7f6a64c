package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Requests that are sent many times at one moment.
final class Repetition {
    private Repetition() {}

    /// What `times` senders are answered who all begin together, each at the next of `apps`.
    static List<Response> of(int times, List<App> apps, Function<App, SignedRequest> request) throws Exception {
        var start = new CyclicBarrier(times);
        try (var senders = Executors.newFixedThreadPool(times)) {
            List<Callable<Response>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                App app = apps.get(i % apps.size());
                calls.add(() -> {
                    SignedRequest signed = request.apply(app);
                    start.await();
                    return app.rest().send(signed);
                });
            }
            var answers = new ArrayList<Response>();
            for (Future<Response> answer : senders.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    /// All succeeded, and all but one say that they were repetitions.
    static void assertOneWasFirst(List<Response> answers) {
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers.stream().filter(answer -> answer.header("Idempotency-Replayed") == null)).hasSize(1);
    }
}
