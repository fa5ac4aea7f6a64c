package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.rivals.servers.Rival;

/// Who takes part in a shape.
///
/// @param name as tables have it
public record Contender(String name, Rival server, Measurement measurement) {
    /// Anemone as the launcher starts it: what the others are compared with.
    public static final String ANEMONE = "Anemone";
    public static final String STOCK = "stock Undertow";
    public static final String WS = "ws";
    public static final String SOKETI = "soketi";

    static Contender anemone(Measurement measurement) {
        return new Contender(ANEMONE, Rival.Anemone.PLAIN, measurement);
    }

    static Contender stock(Measurement measurement) {
        return new Contender(STOCK, new Rival.Stock(), measurement);
    }

    static Contender ws(Measurement measurement) {
        return new Contender(WS, Rival.Ws.PLAIN, measurement);
    }

    static Contender soketi(Measurement measurement) {
        return new Contender(SOKETI, new Rival.Soketi(), measurement);
    }
}
