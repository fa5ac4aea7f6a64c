package dev.anemone.gateway.transport.http;

import io.undertow.io.Receiver;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/// Reads the body of a request without blocking, within a size and a time. Confined to the exchange's I/O thread.
final class RequestBody {
    private RequestBody() {}

    /// Reads all of it, then calls `then`, outside of any call of Undertow's: the exchange stays open. A body that is too
    /// large is refused with 413, one that does not come is cut off.
    static void read(HttpServerExchange exchange, int maxBytes, Duration timeout, Consumer<byte[]> then) {
        if (declaredLength(exchange) > maxBytes) {
            tooLarge(exchange, maxBytes);
            return;
        }
        Receiver receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(maxBytes);
        XnioExecutor.Key timer = exchange.getIoThread().executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()), timeout.toMillis(), TimeUnit.MILLISECONDS);
        receiver.receiveFullBytes((_, body) -> {
            timer.remove();
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> then.accept(body));
        }, (_, failure) -> {
            timer.remove();
            if (failure instanceof Receiver.RequestToLargeException) {
                tooLarge(exchange, maxBytes);
            } else {
                IoUtils.safeClose(exchange.getConnection());
            }
        });
    }

    private static long declaredLength(HttpServerExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE; // The listener has seen that these are digits, so they are too many.
        }
    }

    private static void tooLarge(HttpServerExchange exchange, int maxBytes) {
        exchange.setPersistent(false);
        Plain.send(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, "At most " + maxBytes + " bytes are read.");
    }
}
