package dev.anemone.conformance.audit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/// Several nodes that share a Redis.
final class Service implements AutoCloseable {
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    private final List<Node> nodes;

    private Service(List<Node> nodes) {
        this.nodes = nodes;
    }

    /// Starts a node for each URL, all at once.
    static Service start(List<String> redisUrls) {
        List<CompletableFuture<Node>> starting = IntStream.range(0, redisUrls.size())
                .mapToObj(i -> CompletableFuture
                        .supplyAsync(() -> Node.start("node-" + (i + 1), redisUrls.get(i)), THREADS))
                .toList();
        return new Service(starting.stream().map(CompletableFuture::join).toList());
    }

    /// All nodes, those that were killed, too.
    List<Node> nodes() {
        return nodes;
    }

    /// Those whose processes were not killed.
    List<Node> living() {
        return nodes.stream().filter(node -> node.process().running()).toList();
    }

    /// Nodes in turn, for those who try one after the other.
    Node node(int turn) {
        return nodes.get(turn % nodes.size());
    }

    @Override
    public void close() {
        CompletableFuture.allOf(nodes.stream().map(node -> CompletableFuture.runAsync(node::close, THREADS))
                .toArray(CompletableFuture[]::new)).join();
    }
}
