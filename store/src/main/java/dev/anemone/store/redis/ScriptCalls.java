package dev.anemone.store.redis;

import dev.anemone.store.StoreException;
import dev.anemone.store.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Calls to Redis over whatever connection the link has at the moment, with failures as ports promise them. Calls made by
/// one thread, or in the order of one lock, take effect in that order. Thread-safe.
final class ScriptCalls {
    private final RedisLink link;

    ScriptCalls(RedisLink link) {
        this.link = link;
    }

    /// Runs a script.
    CompletionStage<List<byte[]>> run(LuaScript script, List<String> keys, List<byte[]> arguments) {
        return send(connection -> script.run(connection, keys, arguments));
    }

    /// Sends any command.
    ///
    /// @return fails with [StoreUnavailableException] if Redis is away or does not answer, and with [StoreException] if it
    ///     refuses
    <T> CompletionStage<T> send(Function<StatefulRedisConnection<byte[], byte[]>, CompletionStage<T>> command) {
        StatefulRedisConnection<byte[], byte[]> connection = link.commands();
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
}
