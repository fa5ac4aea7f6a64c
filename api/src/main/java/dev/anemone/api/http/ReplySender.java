package dev.anemone.api.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes a [Reply] to its exchange, on the exchange's I/O thread, and ends the exchange.
///
/// A reply may overtake the body of its request: a signature is refused before the body is read. Then what is left of
/// the body is thrown away after the reply has left; if it might be long, the connection is closed afterwards.
final class ReplySender {
    private ReplySender() {}

    static void send(HttpServerExchange exchange, RequestBody body, Reply reply) {
        byte[] content = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.setStatusCode(reply.status());
        exchange.setResponseContentLength(content.length);
        HeaderMap headers = exchange.getResponseHeaders();
        if (!reply.contentType().isEmpty()) {
            headers.put(Headers.CONTENT_TYPE, reply.contentType());
        }
        reply.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
        if (body.consumed()) {
            exchange.getResponseSender().send(ByteBuffer.wrap(content), IoCallback.END_EXCHANGE);
        } else {
            exchange.setPersistent(body.endsSoon() && exchange.isPersistent());
            exchange.getResponseSender().send(ByteBuffer.wrap(content), new Overtaking(body));
        }
    }

    /// Ends an exchange whose reply left before its body was read: flushes, discards, then ends.
    private record Overtaking(RequestBody body) implements IoCallback {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            sender.close(new IoCallback() {
                @Override
                public void onComplete(HttpServerExchange flushed, Sender sameSender) {
                    body.discard(flushed::endExchange);
                }

                @Override
                public void onException(HttpServerExchange broken, Sender sameSender, IOException failure) {
                    END_EXCHANGE.onException(broken, sameSender, failure);
                }
            });
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException failure) {
            END_EXCHANGE.onException(exchange, sender, failure);
        }
    }
}
