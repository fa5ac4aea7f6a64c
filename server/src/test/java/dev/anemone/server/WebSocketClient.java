package dev.anemone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A WebSocket that remembers what it was told.
public final class WebSocketClient implements AutoCloseable {
    /// A path that the gateway of the dev app accepts.
    public static final String DEV_APP = "/app/app-key?protocol=7&client=test&version=1.0.0";

    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final WebSocket socket;

    private WebSocketClient(HttpClient http, URI address) {
        this.socket = http.newWebSocketBuilder().buildAsync(address, new Listener()).join();
    }

    static WebSocketClient open(HttpClient http, URI address) {
        return new WebSocketClient(http, address);
    }

    /// The next message.
    public String next() throws Exception {
        String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(message).as("a message within %d s", PATIENCE_SECONDS).isNotNull();
        return message;
    }

    /// The next message for which `wanted` holds; others before it are passed over.
    public String nextThat(Predicate<String> wanted) throws Exception {
        String message = next();
        while (!wanted.test(message)) {
            message = next();
        }
        return message;
    }

    /// Sends a text message.
    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /// Waits for the server to close.
    public int closeCode() throws Exception {
        return closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCode.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closeCode.completeExceptionally(error);
        }
    }
}
