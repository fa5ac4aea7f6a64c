package dev.anemone.store.redis;

import dev.anemone.store.redis.RedisUrl.Host;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks Sentinels which Redis is the master at the moment. They are asked all at once. One that was cut off names a former
/// master for as long as it is: the answer of the latest election counts, and more than half of the Sentinels must answer.
/// Thread-safe.
final class Sentinels {
    private record Answer(Host master, long epoch) {}

    private final RedisClient client;
    private final List<RedisURI> sentinels;
    private final String master;
    private final Duration timeout;

    /// @param master what the Sentinels call the Redis they watch
    /// @param timeout for each of them to answer
    Sentinels(RedisClient client, List<RedisURI> sentinels, String master, Duration timeout) {
        this.client = client;
        this.sentinels = List.copyOf(sentinels);
        this.master = master;
        this.timeout = timeout;
    }

    /// Asks all of them.
    ///
    /// @return completes with where the master is, as soon as more than half of the Sentinels have answered
    CompletionStage<Host> master() {
        var election = new Election(sentinels.size());
        for (RedisURI sentinel : sentinels) {
            ask(sentinel).whenComplete(election::answered);
        }
        return election.outcome;
    }

    private CompletionStage<Answer> ask(RedisURI sentinel) {
        return client.connectSentinelAsync(StringCodec.ASCII, sentinel)
                .thenCompose(connection -> connection.async().master(master).toCompletableFuture().copy()
                        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((_, _) -> close(connection)))
                .thenApply(Sentinels::parse);
    }

    private static void close(StatefulRedisSentinelConnection<?, ?> connection) {
        var _ = connection.closeAsync();
    }

    private static Answer parse(Map<String, String> fields) {
        return new Answer(new Host(fields.getOrDefault("ip", ""), Integer.parseInt(fields.getOrDefault("port", "0"))),
                Long.parseLong(fields.getOrDefault("config-epoch", "0")));
    }

    /// Collects what they say.
    private static final class Election {
        private final CompletableFuture<Host> outcome = new CompletableFuture<>();
        private final int voters;
        private int answers;
        private int failures;
        private @Nullable Answer latest;

        Election(int voters) {
            this.voters = voters;
        }

        synchronized void answered(@Nullable Answer answer, @Nullable Throwable failure) {
            if (answer == null) {
                failures++;
                if (2 * failures >= voters) { // The others can no longer be more than half.
                    outcome.completeExceptionally(failure == null ? LinkFailure.CLOSED.thrown() : failure);
                }
                return;
            }
            answers++;
            if (latest == null || answer.epoch > latest.epoch) {
                latest = answer;
            }
            if (2 * answers > voters) {
                outcome.complete(latest.master);
            }
        }
    }
}
