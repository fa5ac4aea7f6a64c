package dev.anemone.conformance.audit;

import static org.awaitility.Awaitility.await;

import dev.anemone.testbed.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What one Redis, and what is between it and the nodes, can do to the service.
@Timeout(180)
@Execution(ExecutionMode.SAME_THREAD)
class RedisLadderIT {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /// More than Redis writes to a client without a list of its own for it.
    private static final String LONG_TEXT = "x".repeat(40_000);

    private final Scale scale = Scale.current();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RedisServer redis(String... options) {
        RedisServer redis = RedisServer.start(options);
        opened.add(redis);
        return redis;
    }

    private Result trial(String name, RedisServer redis, Trial.Fault fault) {
        return Trial.of(name, scale, Collections.nCopies(scale.nodes(), redis.url()), fault);
    }

    @Test
    void redisRestartsWithItsData() {
        RedisServer redis = redis("--appendonly", "yes");

        trial("Redis is killed and starts again with its data (AOF)", redis, trial -> {
            redis.kill();
            trial.comeAndGo();
            redis.startAgain();
        }).assertHonest();
    }

    @Test
    void redisComesBackEmpty() {
        RedisServer redis = redis();

        trial("Redis is killed and comes back empty", redis, trial -> {
            redis.kill();
            trial.comeAndGo();
            redis.startAgain();
        }).assertHonest();
    }

    @Test
    void redisPausesItsClients() {
        RedisServer redis = redis();

        trial("Redis answers nobody for 5 s (`CLIENT PAUSE`)", redis, trial -> {
            redis.run("CLIENT PAUSE " + PAUSE.toMillis() + " ALL");
            trial.comeAndGo();
            Trial.flow(PAUSE);
        }).assertHonest();
    }

    @Test
    void redisStandsStill() {
        RedisServer redis = redis();

        trial("Redis stands still for 5 s (SIGSTOP, SIGCONT)", redis, trial -> {
            redis.freeze();
            trial.comeAndGo();
            Trial.flow(PAUSE);
            redis.thaw();
        }).assertHonest();
    }

    @Test
    void redisForgetsItsScripts() {
        RedisServer redis = redis();

        trial("Redis forgets its scripts (`SCRIPT FLUSH`)", redis, trial -> {
            redis.run("SCRIPT FLUSH");
            trial.comeAndGo();
        }).assertHonest();
    }

    /// The long event reaches no node by pub/sub: Redis ends the connections that are to carry it.
    @Test
    void redisEndsConnectionsWithTooMuchToRead() {
        RedisServer redis = redis();

        trial("Redis ends the nodes' subscriptions (`client-output-buffer-limit`)", redis, trial -> {
            String before = subscriptions(redis);
            redis.run("CONFIG SET client-output-buffer-limit \"pubsub 1 0 0\"");
            trial.publishQuietly(0, LONG_TEXT);
            await().until(() -> before.lines().noneMatch(subscriptions(redis).lines().toList()::contains));
            trial.comeAndGo();
            redis.run("CONFIG SET client-output-buffer-limit \"pubsub 0 0 0\"");
        }).assertHonest();
    }

    /// The ids of the connections that hear pub/sub.
    private static String subscriptions(RedisServer redis) {
        return RedisServer.cli("-p", "" + redis.port(), "CLIENT", "LIST", "TYPE", "pubsub").lines()
                .filter(line -> line.startsWith("id=")).map(line -> line.split(" ", 2)[0])
                .collect(Collectors.joining("\n"));
    }

    private List<String> withProxy(RedisServer redis, RedisProxy proxy) {
        var urls = new ArrayList<>(Collections.nCopies(scale.nodes() - 1, redis.url()));
        urls.add(proxy.url());
        return urls;
    }

    private RedisProxy proxy(RedisServer redis) {
        RedisProxy proxy = RedisProxy.before(redis.port());
        opened.add(proxy);
        return proxy;
    }

    @Test
    void aMessageIsLost() {
        RedisServer redis = redis();
        RedisProxy proxy = proxy(redis);

        Trial.of("One message of pub/sub is lost on its way to a node", scale, withProxy(redis, proxy), trial -> {
            dropped(proxy.drop(message -> carries(message, "busy-0")));
            trial.comeAndGo();
        }).assertWhole();
    }

    @Test
    void theLastMessageOfAChannelIsLost() {
        RedisServer redis = redis();
        RedisProxy proxy = proxy(redis);

        Trial.of("The last message of a channel is lost on its way to a node", scale, withProxy(redis, proxy),
                trial -> {
                    trial.publishQuietly(0, "");
                    trial.awaitQuiet(0);
                    CompletableFuture<Resp.Value> dropped = proxy.drop(message -> carries(message, Trial.QUIET));
                    trial.publishQuietly(1, "");
                    dropped(dropped);
                    trial.comeAndGo();
                }).assertWhole();
    }

    /// Whether it is an audited event on that channel, and not a count or a digest.
    private static boolean carries(Resp.Value message, String channel) {
        return message.channel().contains(channel) && message.payload().contains(Event.NAME);
    }

    private static void dropped(CompletableFuture<Resp.Value> message) {
        message.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
