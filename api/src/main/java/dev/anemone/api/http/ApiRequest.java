package dev.anemone.api.http;

import dev.anemone.model.App;
import java.util.List;
import java.util.Map;

/// A request that is signed by an enabled app, with its whole body.
///
/// @param pathVariables what stood for each `{name}` of the route's template, percent-decoded
/// @param idempotencyKeys the values of all headers `Idempotency-Key`, as they stand; no signature covers them
/// @param body the raw bytes; empty if there were none. Not a copy: handlers must not change it
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ApiRequest(App app, Map<String, String> pathVariables, QueryParameters parameters,
        List<String> idempotencyKeys, byte[] body) {
    /// What stood for `{name}`.
    ///
    /// @throws IllegalArgumentException if the route's template has no such name
    public String pathVariable(String name) {
        String value = pathVariables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no {" + name + "}, only " + pathVariables.keySet());
        }
        return value;
    }
}
