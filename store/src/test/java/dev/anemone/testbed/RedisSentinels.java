package dev.anemone.testbed;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A real master with a replica, and three real Sentinels that watch them, all of a test's own.
public final class RedisSentinels implements AutoCloseable {
    public static final String MASTER = "events";
    private static final int QUORUM = 2;

    private final RedisServer first;
    private final RedisServer second;
    private final List<RedisServer> sentinels;

    private RedisSentinels(RedisServer first, RedisServer second, List<RedisServer> sentinels) {
        this.first = first;
        this.second = second;
        this.sentinels = sentinels;
    }

    /// Starts them, and returns when all Sentinels know each other and the replica.
    ///
    /// @param directory for the files that Sentinels keep
    public static RedisSentinels start(Path directory) {
        RedisServer first = RedisServer.start();
        RedisServer second = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
        await().atMost(Duration.ofSeconds(30)).until(() -> RedisServer.cli("-p", "" + second.port(), "INFO")
                .contains("master_link_status:up"));
        List<RedisServer> sentinels = IntStream.range(0, 3)
                .mapToObj(i -> RedisServer.start(settings(directory.resolve("sentinel-" + i + ".conf"), first.port()),
                        "--sentinel"))
                .toList();
        var all = new RedisSentinels(first, second, sentinels);
        await().atMost(Duration.ofSeconds(60)).until(() -> sentinels.stream().map(RedisSentinels::view).allMatch(
                view -> view.contains("num-slaves\n1\n") && view.contains("num-other-sentinels\n2\n")));
        return all;
    }

    private static String settings(Path file, int master) {
        try {
            return Files.writeString(file, String.join("\n",
                    "sentinel monitor " + MASTER + " 127.0.0.1 " + master + " " + QUORUM,
                    "sentinel down-after-milliseconds " + MASTER + " 1000",
                    "sentinel failover-timeout " + MASTER + " 10000", "")).toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String view(RedisServer sentinel) {
        return RedisServer.cli("-p", "" + sentinel.port(), "SENTINEL", "MASTER", MASTER);
    }

    public String url() {
        return "redis-sentinel://" + sentinels.stream().map(each -> "127.0.0.1:" + each.port())
                .collect(Collectors.joining(",")) + "#" + MASTER;
    }

    /// Has the replica elected, and the former master not told of it, as if the Sentinels could not reach it any more.
    public void electAnother() {
        first.run("ACL SETUSER default -slaveof -replicaof");
        sentinels.getFirst().run("SENTINEL FAILOVER " + MASTER);
        await().atMost(Duration.ofSeconds(60)).until(() -> sentinels.stream().map(RedisSentinels::view)
                .allMatch(view -> view.contains("port\n" + second.port() + "\n")));
    }

    /// The one that is the master when the Sentinels start.
    public RedisServer first() {
        return first;
    }

    /// The one that is its replica then.
    public RedisServer second() {
        return second;
    }

    public List<RedisServer> sentinels() {
        return sentinels;
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        first.close();
        second.close();
    }
}
