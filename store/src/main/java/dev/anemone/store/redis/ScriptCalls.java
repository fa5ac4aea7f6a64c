package dev.anemone.store.redis;

import dev.anemone.store.StoreException;
import dev.anemone.store.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Calls to Redis over whatever connection the link has at the moment, with failures as ports promise them. Calls made by
/// one thread, or in the order of one lock, take effect in that order. The driver gathers what is called at about the same
/// time into one write. Thread-safe.
final class ScriptCalls {
    /// How many calls of a long list wait for answers at once.
    private static final int AT_ONCE = 1_024;

    private final RedisLink link;

    ScriptCalls(RedisLink link) {
        this.link = link;
    }

    /// Whether there is any hope for a call.
    boolean possible() {
        return link.commands() != null;
    }

    /// Runs a script.
    CompletionStage<List<byte[]>> run(LuaScript script, List<String> keys, List<byte[]> arguments) {
        return send(connection -> script.run(connection, keys, arguments));
    }

    /// What the sets of these names hold, in turn.
    CompletionStage<List<Set<byte[]>>> sets(List<String> names) {
        return each(names, name -> send(connection -> connection.async().smembers(RedisKeys.bytes(name))));
    }

    /// Sends any command.
    ///
    /// @return fails with [StoreUnavailableException] if Redis is away or does not answer, and with [StoreException] if it
    ///     refuses
    <T> CompletionStage<T> send(Function<Commands, CompletionStage<T>> command) {
        Commands connection = link.commands();
        if (connection == null) {
            return CompletableFuture.failedStage(link.unavailable());
        }
        return command.apply(connection).handle((answer, failure) -> {
            if (failure == null) {
                link.replied();
                return CompletableFuture.completedStage(answer);
            }
            return CompletableFuture.<T>failedStage(failure instanceof RedisCommandExecutionException
                    ? new StoreException("Redis refused a command.", failure)
                    : new StoreUnavailableException("Redis did not answer.", failure));
        }).thenCompose(outcome -> outcome);
    }

    /// Makes one call for each item, all at once.
    ///
    /// @return their answers, in turn
    static <I, T> CompletionStage<List<T>> each(List<I> items, Function<I, CompletionStage<T>> call) {
        List<CompletableFuture<T>> answers = items.stream().map(call).map(CompletionStage::toCompletableFuture)
                .toList();
        return all(answers.stream()).thenApply(_ -> answers.stream().map(CompletableFuture::join).toList());
    }

    /// Waits for all.
    ///
    /// @return completes when all have; with a failure if one has failed
    static CompletionStage<Void> all(Stream<? extends CompletionStage<?>> stages) {
        return CompletableFuture
                .allOf(stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }

    /// Makes calls, so many that Redis is kept busy, and no more.
    ///
    /// @return completes when all have; after a failure no more are made
    static CompletionStage<Void> inTurns(List<Supplier<CompletionStage<?>>> calls) {
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (int from = 0; from < calls.size(); from += AT_ONCE) {
            var turn = calls.subList(from, Math.min(from + AT_ONCE, calls.size()));
            done = done.thenCompose(_ -> all(turn.stream().map(Supplier::get)));
        }
        return done;
    }
}
