package dev.anemone.bench.wire;

import com.fasterxml.jackson.databind.json.JsonMapper;

/// How this package reads JSON.
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}
}
