package dev.anemone.testbed;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A real Redis Cluster of a test's own: three masters, each with a replica or without.
public final class RedisCluster implements AutoCloseable {
    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = nodes;
    }

    /// Starts one, and returns when all of its nodes know that it serves.
    ///
    /// @param replicas of each master
    public static RedisCluster start(int replicas) {
        List<RedisServer> nodes = IntStream.range(0, 3 * (1 + replicas)).mapToObj(_ -> node()).toList();
        var command = new ArrayList<>(List.of("--cluster", "create"));
        nodes.forEach(node -> command.add("127.0.0.1:" + node.port()));
        command.addAll(List.of("--cluster-replicas", "" + replicas, "--cluster-yes"));
        var cluster = new RedisCluster(nodes);
        try {
            RedisServer.cli(command.toArray(String[]::new));
            await().atMost(Duration.ofSeconds(30)).until(() -> nodes.stream().allMatch(RedisCluster::serves)
                    && nodes.stream().filter(RedisCluster::isReplica).count() == 3L * replicas);
        } catch (RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
        return cluster;
    }

    private static RedisServer node() {
        return RedisServer.start("--cluster-enabled", "yes", "--cluster-port", "%free", "--cluster-node-timeout",
                "2000");
    }

    private static boolean serves(RedisServer node) {
        return RedisServer.cli("-p", "" + node.port(), "CLUSTER", "INFO").contains("cluster_state:ok");
    }

    /// Whether it has all that its master has: only such a one can take its place.
    private static boolean isReplica(RedisServer node) {
        return RedisServer.cli("-p", "" + node.port(), "INFO", "replication").contains("master_link_status:up");
    }

    private static String role(RedisServer node) {
        return RedisServer.cli("-p", "" + node.port(), "ROLE").lines().findFirst().orElseThrow();
    }

    public List<RedisServer> nodes() {
        return nodes;
    }

    /// The URL of its first two nodes; the others are found.
    public String url() {
        return "redis-cluster://" + nodes.stream().limit(2).map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(","));
    }

    /// The master that has the slot of `key`.
    public RedisServer owner(String key) {
        return nodes.stream().filter(node -> node.isRunning() && role(node).equals("master"))
                .filter(node -> RedisServer.cli("-p", "" + node.port(), "EXISTS", key).lines().noneMatch(
                        line -> line.startsWith("MOVED")))
                .findFirst().orElseThrow();
    }

    /// Moves the slot of `key` to another master, with all that is in it.
    public void moveSlot(String key) {
        RedisServer from = owner(key);
        RedisServer to = nodes.stream().filter(node -> !node.equals(from) && role(node).equals("master")).findFirst()
                .orElseThrow();
        String slot = RedisServer.cli("-p", "" + from.port(), "CLUSTER", "KEYSLOT", key).trim();
        run(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        run(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        for (String keys = keys(from, slot); !keys.isBlank(); keys = keys(from, slot)) {
            keys.lines().forEach(each -> run(from, "MIGRATE", "127.0.0.1", "" + to.port(), each, "0", "5000"));
        }
        run(to, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
        nodes.stream().filter(node -> role(node).equals("master"))
                .forEach(node -> run(node, "CLUSTER", "SETSLOT", slot, "NODE", id(to)));
    }

    private static String keys(RedisServer node, String slot) {
        return RedisServer.cli("-p", "" + node.port(), "CLUSTER", "GETKEYSINSLOT", slot, "100");
    }

    private static String id(RedisServer node) {
        return RedisServer.cli("-p", "" + node.port(), "CLUSTER", "MYID").trim();
    }

    private static void run(RedisServer node, String... command) {
        var arguments = new ArrayList<>(List.of("-p", "" + node.port()));
        arguments.addAll(List.of(command));
        String reply = RedisServer.cli(arguments.toArray(String[]::new)).trim();
        if (!reply.equals("OK") && !reply.equals("NOKEY")) {
            throw new AssertionError(String.join(" ", command) + ": " + reply);
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
