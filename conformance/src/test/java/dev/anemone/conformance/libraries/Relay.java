package dev.anemone.conformance.libraries;

import dev.anemone.conformance.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// One TCP address in front of several servers, as a load balancer is: new connections go to the current target.
final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private volatile Endpoint target;

    private Relay(ServerSocket listener, Endpoint target) {
        this.listener = listener;
        this.target = target;
    }

    static Relay start(Endpoint target) {
        try {
            var relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(relay::acceptAll);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where clients connect.
    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listener.getLocalPort(), "");
    }

    /// From here on, new connections go to `target`.
    void switchTo(Endpoint target) {
        this.target = target;
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(target.host(), target.port());
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            }
        } catch (IOException _) {
            // The relay was closed, and nobody can connect any more.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One side has gone, which closes both.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
