package dev.anemone.server.command;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection, read by one thread that asks for what came next. WebSocket pings are answered by the
/// library underneath.
final class PusherSocket implements AutoCloseable {
    /// What came from the server, or did not.
    sealed interface Signal {
        /// A whole text message.
        record Message(String text) implements Signal {}

        /// The end: a close code, 1006 if the connection broke.
        record Closed(int code, String reason) implements Signal {}

        /// Nothing, for as long as one was ready to wait.
        record Silence() implements Signal {}
    }

    /// RFC 6455 §7.4.1: reserved for connections that ended without a close frame.
    static final int BROKEN = 1006;

    private final WebSocket socket;
    private final BlockingQueue<Signal> inbox;

    private PusherSocket(WebSocket socket, BlockingQueue<Signal> inbox) {
        this.socket = socket;
        this.inbox = inbox;
    }

    /// Connects.
    ///
    /// @throws CommandFailure if nobody answers, or not with a WebSocket
    static PusherSocket open(HttpClient http, URI base, URI address) {
        var inbox = new LinkedBlockingQueue<Signal>();
        try {
            return new PusherSocket(http.newWebSocketBuilder()
                    .connectTimeout(ClientOptions.CONNECT_TIMEOUT)
                    .buildAsync(address, new Inbox(inbox))
                    .join(), inbox);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new CommandFailure("No WebSocket at " + base + ": the server answered "
                        + refused.getResponse().statusCode() + ". Is it a gateway, and the path prefix right?");
            }
            throw new CommandFailure(RestClient.unreachable(base, e.getCause() == null ? e : e.getCause()));
        }
    }

    /// What came next, waiting up to `patience`.
    Signal next(Duration patience) throws InterruptedException {
        Signal signal = inbox.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return signal == null ? new Signal.Silence() : signal;
    }

    /// Sends a text message. If the connection is gone, that is told by [#next].
    void send(String text) {
        try {
            socket.sendText(text, true).join();
        } catch (CompletionException _) {
            inbox.add(new Signal.Closed(BROKEN, "the connection broke"));
        }
    }

    /// Cuts the connection.
    @Override
    public void close() {
        socket.abort();
    }

    /// Puts fragments together and hands whole messages on.
    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<Signal> inbox;
        private final StringBuilder message = new StringBuilder();

        Inbox(BlockingQueue<Signal> inbox) {
            this.inbox = inbox;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                inbox.add(new Signal.Message(message.toString()));
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            inbox.add(new Signal.Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            inbox.add(new Signal.Closed(BROKEN, "the connection broke"));
        }
    }
}
