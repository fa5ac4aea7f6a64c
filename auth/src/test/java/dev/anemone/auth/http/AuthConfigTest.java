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
        assertEquals(new AuthConfig(List.of(), "", 50, 200, false, SECONDS_10, FRESH, 65_536, SECONDS_10),
                AuthConfig.DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://example.com", "http://127.0.0.1:8000", "http://[::1]:3000",
            "https://a-b.c.example",
            "capacitor://localhost"})
    void originsAreThoseThatBrowsersSend(String origin) {
        assertThat(AuthSettings.defaults().allowedOrigins(origin).config().allowedOrigins())
                .containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "example.com", "https://example.com/", "https://Example.com",
            "https://*.example.com",
            "https://example.com/path", "https://example.com\n", "https://user@example.com"})
    void nothingElseIsAnOrigin(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthSettings.defaults().allowedOrigins(origin))
                .withMessageStartingWith("allowed-origins: expected ")
                .withMessageEndingWith("got " + origin);
    }

    @Test
    void originsAreCopied() {
        var origins = new ArrayList<>(List.of("https://example.com"));
        var config = new AuthConfig(origins, "", 50, 200, false, SECONDS_10, FRESH, 65_536, SECONDS_10);
        origins.add("*");

        assertThat(config.allowedOrigins()).containsExactly("https://example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token", "__Host-token", "a!#$%&'*+.^_`|~-9"})
    void cookiesHaveNames(String name) {
        assertEquals(name, AuthSettings.defaults().cookie(name).config().cookie());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "a=b", "a;b", "a,b", "\"a\"", "tökén", "a\n"})
    void nothingElseIsTheNameOfACookie(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthSettings.defaults().cookie(name))
                .withMessage("cookie: expected the name of a cookie, up to 128 characters, got " + name);
    }

    @Test
    void namesOfCookiesAreShort() {
        assertThat(AuthSettings.defaults().cookie("c".repeat(128)).config().cookie()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> AuthSettings.defaults().cookie("c".repeat(129)));
    }

    @Test
    void ratesHaveBounds() {
        assertThat(AuthSettings.defaults().rates(0, 1_000_000).config().requestsPerSecond()).isZero();
        assertThat(AuthSettings.defaults().rates(1_000_000, 0).config().addressRequestsPerSecond()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> AuthSettings.defaults().rates(-1, 0))
                .withMessage("requests-per-second: expected 0, for no limit, to 1000000, got -1");
        assertThatIllegalArgumentException().isThrownBy(() -> AuthSettings.defaults().rates(1_000_001, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> AuthSettings.defaults().rates(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> AuthSettings.defaults().rates(0, 1_000_001))
                .withMessage("address-requests-per-second: expected 0, for no limit, to 1000000, got 1000001");
    }

    @Test
    void explainingChangesNothingElse() {
        assertEquals(
                new AuthConfig(List.of("*"), "c", 1, 2, true, Duration.ofSeconds(3), Duration.ofSeconds(4), 5_000,
                        Duration.ofSeconds(6)),
                new AuthConfig(List.of("*"), "c", 1, 2, false, Duration.ofSeconds(3), Duration.ofSeconds(4), 5_000,
                        Duration.ofSeconds(6)).explaining());
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
        assertThat(new AuthConfig(List.of(), "", 50, 200, false, leeway, FRESH, maxBodyBytes, timeout)).isNotNull();
    }

    private static void refuses(String setting, Duration leeway, int maxBodyBytes, Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AuthConfig(List.of(), "", 50, 200, false, leeway, FRESH, maxBodyBytes, timeout))
                .withMessageStartingWith(setting + ": expected ");
    }
}
