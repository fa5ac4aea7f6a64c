package dev.anemone.conformance.audit;

import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.RawWebSocket;
import dev.anemone.conformance.wire.Wire;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A client as it is anywhere: it connects to its node and, when the connection ends, to the next that takes it.
final class Client implements AutoCloseable {
    private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 100;

    /// What a client is there for. Told on one thread.
    interface Part {
        /// Is connected; `send` takes an event and its data.
        void connected(Node node, String socketId, BiConsumer<String, Map<String, ?>> send);

        /// Heard something, at a [System#nanoTime].
        void heard(Message message, long at);

        /// Is not connected any more, or could not be.
        ///
        /// @return whether to try the next node
        boolean disconnected(long at);
    }

    private final Service service;
    private final int home;
    private final Part part;
    private final AtomicReference<@Nullable Wire> wire = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String lastEnd = "never connected";

    private Client(Service service, int home, Part part) {
        this.service = service;
        this.home = home;
        this.part = part;
    }

    /// Starts one that prefers the node whose turn is `home`.
    static Client start(Service service, int home, Part part) {
        var client = new Client(service, home, part);
        Thread.ofVirtual().name("client").start(client::live);
        return client;
    }

    private void live() {
        boolean again = true;
        for (int turn = home; again && !isClosed(); turn++) {
            Node node = service.node(turn);
            try {
                connect(node);
            } catch (UncheckedIOException | AssertionError failure) { // Others' failed test; here a node that is gone.
                lastEnd = node + ": " + failure.getMessage();
            }
            again = part.disconnected(System.nanoTime());
            pause();
        }
    }

    private void connect(Node node) {
        try (Wire opened = Wire.open(node.endpoint())) {
            wire.set(opened);
            if (!isClosed()) {
                opened.patience(HANDSHAKE_PATIENCE);
                String target = "/app/" + Node.APP.key() + "?" + App.USUAL_QUERY;
                listen(node, RawWebSocket.open(opened, HandshakeRequest.to(target).bytes(node.endpoint())));
            }
        }
    }

    private void listen(Node node, RawWebSocket socket) {
        for (var frame = socket.receiveMessageOrEnd(); frame.isPresent(); frame = socket.receiveMessageOrEnd()) {
            if (frame.get().opcode() == Frame.CLOSE) {
                lastEnd = node + ": " + frame.get().closeCode() + " " + frame.get().closeReason();
                return;
            }
            Message message = Message.parse(frame.get().payload().text());
            if (message.event().equals("pusher:connection_established")) {
                socket.patience(PATIENCE);
                part.connected(node, message.decodedData().path("socket_id").textValue(),
                        (event, data) -> socket.send(Frame.text(Json.text(Map.of("event", event, "data", data)))));
            } else {
                part.heard(message, System.nanoTime());
            }
        }
    }

    private void pause() {
        try {
            closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /// Ends the connection for good, without a word.
    @Override
    public void close() {
        closed.countDown();
        Wire open = wire.get();
        if (open != null) {
            open.close();
        }
    }

    /// How its last connection ended.
    @Override
    public String toString() {
        return lastEnd;
    }
}
