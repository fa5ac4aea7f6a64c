package dev.anemone.api.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.Executor;

/// The thread that owns an exchange. Whatever touches the exchange after it was dispatched runs here.
final class IoThread {
    private IoThread() {}

    /// Runs tasks on the exchange's I/O thread: at once if that is the current thread, else at the end of its turn.
    static Executor of(HttpServerExchange exchange) {
        return task -> {
            if (exchange.isInIoThread()) {
                task.run();
            } else {
                exchange.getIoThread().execute(task);
            }
        };
    }
}
