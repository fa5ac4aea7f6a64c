package dev.anemone.bench.rivals.stock;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// `POST /apps/{id}/events` and `/batch_events`: publishes what is signed, on the I/O thread that read it.
record Publishing(Signatures signatures, Body body, Channels channels) implements HttpHandler {
    /// What a request holds.
    enum Body {
        /// One event.
        EVENT {
            @Override
            List<Messages.Event> decode(byte[] body) throws IOException {
                return List.of(Messages.event(body));
            }
        },
        /// Several events.
        BATCH {
            @Override
            List<Messages.Event> decode(byte[] body) throws IOException {
                return Messages.batch(body);
            }
        };

        abstract List<Messages.Event> decode(byte[] body) throws IOException;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.getRequestReceiver().receiveFullBytes(this::publish);
        } else {
            answer(exchange, StatusCodes.METHOD_NOT_ALLOWED, "{\"error\":\"POST only.\"}");
        }
    }

    private void publish(HttpServerExchange exchange, byte[] content) {
        var parameters = exchange.getQueryParameters().entrySet().stream()
                .collect(Collectors.toMap(parameter -> parameter.getKey(),
                        parameter -> parameter.getValue().getFirst()));
        if (!signatures.allow("POST", exchange.getRequestPath(), parameters, content)) {
            answer(exchange, StatusCodes.UNAUTHORIZED, "{\"error\":\"Invalid signature.\"}");
            return;
        }
        try {
            for (Messages.Event event : body.decode(content)) {
                for (String channel : event.everyChannel()) {
                    channels.publish(event.name(), channel, event.data());
                }
            }
            answer(exchange, StatusCodes.OK, "{}");
        } catch (IOException e) {
            answer(exchange, StatusCodes.BAD_REQUEST, "{\"error\":\"Not the JSON of an event.\"}");
        }
    }

    private static void answer(HttpServerExchange exchange, int status, String json) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(json);
    }
}
