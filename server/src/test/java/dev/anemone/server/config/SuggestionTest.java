package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("pong-timeout", "activity-timeout", "port", "roles");

    @ParameterizedTest
    @CsvSource({"pong-timout, pong-timeout", "pongTimeout, pong-timeout", "pong_timeout, pong-timeout",
            "PORT, port", "prot, port", "por, port", "role, roles", "activity-timeuot, activity-timeout", "redis, ",
            "p, "})
    void findsWhatWasProbablyMeant(String written, String meant) {
        assertThat(Suggestion.nearest(written, KNOWN).orElse(null)).isEqualTo(meant);
    }

    @Test
    void theClosestWins() {
        assertThat(Suggestion.nearest("ports", List.of("parts", "port", "sport"))).contains("parts");
    }
}
