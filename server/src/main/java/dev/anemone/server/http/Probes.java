package dev.anemone.server.http;

import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.function.Supplier;

/// `/live` and `/ready`, for orchestrators and proxies.
///
/// @param problems why the node should get no traffic at the moment, one sentence each; must not block
public record Probes(Supplier<List<String>> problems) {
    /// 200 as long as the process can answer at all.
    void live(HttpServerExchange exchange) {
        if (Plain.reads(exchange)) {
            Plain.send(exchange, 200, "live");
        }
    }

    /// 200 `ready`; or 503 and the reasons, one per line.
    void ready(HttpServerExchange exchange) {
        if (!Plain.reads(exchange)) {
            return;
        }
        List<String> reasons = problems.get();
        if (reasons.isEmpty()) {
            Plain.send(exchange, 200, "ready");
        } else {
            Plain.send(exchange, 503, "not ready\n" + String.join("\n", reasons));
        }
    }
}
