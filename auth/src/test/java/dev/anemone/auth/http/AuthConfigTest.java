package dev.anemone.auth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthConfigTest {
    private static final Duration SECONDS_10 = Duration.ofSeconds(10);
    private static final Duration FRESH = Duration.ofMinutes(5);

    @Test
    void defaults() {
        assertEquals(new AuthConfig(List.of(), SECONDS_10, FRESH, 65_536, SECONDS_10), AuthConfig.DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://example.com", "http://127.0.0.1:8000", "http://[::1]:3000",
            "https://a-b.c.example",
            "capacitor://localhost"})
    void originsAreThoseThatBrowsersSend(String origin) {
        assertThat(new AuthConfig(List.of(origin), SECONDS_10, FRESH, 65_536, SECONDS_10).allowedOrigins())
                .containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "example.com", "https://example.com/", "https://Example.com",
            "https://*.example.com",
            "https://example.com/path", "https://example.com\n", "https://user@example.com"})
    void nothingElseIsAnOrigin(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AuthConfig(List.of(origin), SECONDS_10, FRESH, 65_536, SECONDS_10))
                .withMessageStartingWith("allowed-origins: expected ")
                .withMessageEndingWith("got " + origin);
    }

    @Test
    void originsAreCopied() {
        var origins = new ArrayList<>(List.of("https://example.com"));
        var config = new AuthConfig(origins, SECONDS_10, FRESH, 65_536, SECONDS_10);
        origins.add("*");

        assertThat(config.allowedOrigins()).containsExactly("https://example.com");
    }

    @Test
    void numbersHaveBounds() {
        accepts(Duration.ZERO, 1_024, Duration.ofMillis(100));
        accepts(Duration.ofMinutes(5), 1_048_576, Duration.ofMinutes(10));
        refuses("token-leeway", Duration.ofSeconds(-1), 65_536, SECONDS_10);
        refuses("token-leeway", Duration.ofSeconds(301), 65_536, SECONDS_10);
        refuses("token-leeway", Duration.ofMillis(500), 65_536, SECONDS_10);
        refuses("max-body-bytes", SECONDS_10, 1_023, SECONDS_10);
        refuses("max-body-bytes", SECONDS_10, 1_048_577, SECONDS_10);
        refuses("request-timeout", SECONDS_10, 65_536, Duration.ofMillis(99));
        refuses("request-timeout", SECONDS_10, 65_536, Duration.ofMinutes(10).plusMillis(1));
    }

    private static void accepts(Duration leeway, int maxBodyBytes, Duration timeout) {
        assertThat(new AuthConfig(List.of(), leeway, FRESH, maxBodyBytes, timeout)).isNotNull();
    }

    private static void refuses(String setting, Duration leeway, int maxBodyBytes, Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AuthConfig(List.of(), leeway, FRESH, maxBodyBytes, timeout))
                .withMessageStartingWith(setting + ": expected ");
    }
}
