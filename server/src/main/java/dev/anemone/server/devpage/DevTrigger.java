package dev.anemone.server.devpage;

import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.server.http.Plain;
import dev.anemone.store.Broker;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;

/// `POST /dev/trigger?channel=C&event=E`, the data as body: publishes one event of the dev app, by the same broker as the
/// REST API. Unsigned, therefore behind [LocalOnly].
record DevTrigger(App app, Broker broker) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, Methods.POST_STRING);
            Plain.send(exchange, 405, "Only POST is answered here.");
            return;
        }
        // Larger bodies are not read to their end.
        exchange.setMaxEntitySize(4L * app.limits().maxEventDataBytes());
        exchange.getRequestReceiver()
                .receiveFullString(this::trigger,
                        (failed, _) -> Plain.send(failed, 413, "The data is too large."), StandardCharsets.UTF_8);
    }

    private void trigger(HttpServerExchange exchange, String data) {
        ChannelName channel;
        EventName event;
        try {
            channel = new ChannelName(parameter(exchange, "channel"));
            event = new EventName(parameter(exchange, "event"));
        } catch (IllegalArgumentException malformed) {
            Plain.send(exchange, 400, String.valueOf(malformed.getMessage()));
            return;
        }
        if (event.reserved()) {
            Plain.send(exchange, 400, "Names that start with pusher: are the service's own.");
            return;
        }
        var payload = EventData.ofString(data);
        if (channel.value().length() > app.limits().maxChannelNameLength()
                || event.value().length() > app.limits().maxEventNameLength()
                || payload.decodedLength() > app.limits().maxEventDataBytes()) {
            Plain.send(exchange, 413, "The channel, the event's name or the data is longer than the app allows.");
            return;
        }
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            var _ = broker.publish(List.of(
                    new Publication(new ChannelKey(app.id(), channel), event, payload).kept(app.retention(channel))))
                    .whenComplete((_, failure) -> answer(exchange, failure));
        });
    }

    private static void answer(HttpServerExchange exchange, Throwable failure) {
        if (failure == null) {
            Plain.send(exchange, 200, "Triggered.");
        } else {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            Plain.send(exchange, 503, String.valueOf(cause.getMessage()));
        }
    }

    private static String parameter(HttpServerExchange exchange, String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null ? "" : values.getFirst();
    }
}
