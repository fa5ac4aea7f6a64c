package dev.anemone.api.webhooks;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Reply;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookQueue.State;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `GET /apps/{app}/webhooks/deliveries`: the webhook requests of late and what became of them, newest first.
public record ListDeliveriesHandler(WebhookQueue queue) implements BlockingHandler {
    static final int DEFAULT_LIMIT = 20;
    static final int MAX_LIMIT = 100;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    @Override
    public Reply handle(ApiRequest request) {
        QueryParameters parameters = request.parameters();
        return state(parameters).reply(state -> limit(parameters).reply(limit -> Reply.json(new JsonObject()
                .array("deliveries", queue.list(request.app().id(), state, parameters.value("before"), limit)
                        .toCompletableFuture()
                        .join()
                        .stream()
                        .map(DeliveryJson::of)
                        .toList())
                .toString())));
    }

    private static Checked<Optional<State>> state(QueryParameters parameters) {
        Optional<String> written = parameters.value("state");
        Optional<State> state = written.flatMap(
                name -> Stream.of(State.values()).filter(known -> DeliveryJson.name(known).equals(name)).findFirst());
        return written.isPresent() && state.isEmpty()
                ? Checked.refused(Reply.badRequest("state: expected " + Stream.of(State.values())
                        .map(DeliveryJson::name)
                        .collect(Collectors.joining(", ")) + ", got " + written.get()))
                : Checked.valid(state);
    }

    private static Checked<Integer> limit(QueryParameters parameters) {
        String written = parameters.value("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        int limit = DIGITS.matcher(written).matches() ? Integer.parseInt(written) : 0;
        return limit < 1 || limit > MAX_LIMIT
                ? Checked.refused(Reply.badRequest("limit: expected 1 to " + MAX_LIMIT + ", got " + written))
                : Checked.valid(limit);
    }
}
