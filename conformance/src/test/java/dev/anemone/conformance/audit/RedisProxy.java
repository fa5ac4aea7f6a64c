package dev.anemone.conformance.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Stands between a node and its Redis, and passes on everything but, when it is told to, one message of pub/sub.
/// Thread-safe.
final class RedisProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int redis;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Drop> next = new AtomicReference<>();

    /// What is to be dropped, and word that it was.
    private record Drop(Predicate<Resp.Value> message, CompletableFuture<Resp.Value> dropped) {}

    private RedisProxy(ServerSocket listening, int redis) {
        this.listening = listening;
        this.redis = redis;
    }

    /// Starts one before the Redis on port `redis` of this machine.
    static RedisProxy before(int redis) {
        try {
            var proxy = new RedisProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), redis);
            Thread.ofVirtual().name("redis-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    /// Has the next message that is so not passed on.
    ///
    /// @return completes with the message
    CompletableFuture<Resp.Value> drop(Predicate<Resp.Value> message) {
        var drop = new Drop(message, new CompletableFuture<>());
        next.set(drop);
        return drop.dropped();
    }

    private void accept() {
        try {
            while (true) {
                Socket node = listening.accept();
                sockets.add(node);
                Thread.ofVirtual().name("redis-proxy-connection").start(() -> connect(node));
            }
        } catch (IOException _) {
            // The proxy was closed: nobody else ends it.
        }
    }

    private void connect(Socket node) {
        try (node; var server = new Socket(InetAddress.getLoopbackAddress(), redis)) {
            sockets.add(server);
            node.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().name("redis-proxy-commands").start(() -> pass(node, server));
            passValues(server.getInputStream(), node.getOutputStream());
        } catch (IOException _) {
            // One side is gone, so the other goes, too: what a connection does.
        }
    }

    /// Passes on what the node says, as it is.
    private static void pass(Socket node, Socket server) {
        try (node; server) {
            node.getInputStream().transferTo(server.getOutputStream());
        } catch (IOException _) {
            // As above.
        }
    }

    private void passValues(InputStream from, OutputStream to) throws IOException {
        var resp = new Resp(new BufferedInputStream(from));
        for (Resp.Value value = resp.next(); value != null; value = resp.next()) {
            Drop drop = next.get();
            if (drop != null && value.isMessage() && drop.message().test(value) && next.compareAndSet(drop, null)) {
                drop.dropped().complete(value);
            } else {
                to.write(value.bytes().toArray());
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
