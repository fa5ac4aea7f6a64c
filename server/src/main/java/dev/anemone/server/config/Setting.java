package dev.anemone.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What was configured, before it has a type: text, a list, or named fields. Each knows where it was written, so that
/// every refusal can name the line.
sealed interface Setting {
    /// Where this was written, e.g. `anemone.yml line 7`, `ANEMONE_PORT`, `--port`.
    String origin();

    /// One value, not yet parsed.
    record Text(String value, String origin) implements Setting {}

    /// A key without a value: the default holds.
    record Absent(String origin) implements Setting {}

    /// Values in order.
    record Items(List<Setting> items, String origin) implements Setting {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Values by key, in the order they were written.
    record Fields(SequencedMap<String, Setting> byKey, String origin) implements Setting {
        /// Nothing said.
        static Fields none(String origin) {
            return new Fields(new LinkedHashMap<>(), origin);
        }

        /// `setting` alone, at a path like `gateway.pong-timeout`.
        static Fields at(String path, Setting setting) {
            int dot = path.indexOf('.');
            var alone = new LinkedHashMap<String, Setting>();
            alone.put(dot < 0 ? path : path.substring(0, dot),
                    dot < 0 ? setting : at(path.substring(dot + 1), setting));
            return new Fields(alone, setting.origin());
        }

        /// What is said at a path like `gateway.pong-timeout`.
        Optional<Setting> get(String path) {
            int dot = path.indexOf('.');
            Setting first = byKey.get(dot < 0 ? path : path.substring(0, dot));
            return dot >= 0 && first instanceof Fields section
                    ? section.get(path.substring(dot + 1))
                    : Optional.ofNullable(first);
        }

        /// Whether nothing is said.
        boolean isEmpty() {
            return byKey.isEmpty();
        }

        /// This with `over` on top: where both have a value, that of `over` holds; fields within fields are merged.
        Fields with(Fields over) {
            var merged = new LinkedHashMap<>(byKey);
            for (Map.Entry<String, Setting> entry : over.byKey().entrySet()) {
                merged.merge(entry.getKey(), entry.getValue(), (below, above) -> below instanceof Fields lower
                        && above instanceof Fields upper ? lower.with(upper) : above);
            }
            return new Fields(merged, origin);
        }
    }
}
