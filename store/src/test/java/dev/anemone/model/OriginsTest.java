package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    @ParameterizedTest
    @CsvSource({"https://shop.example, https://shop.example", "https://shop.example, HTTPS://Shop.Example",
            "http://localhost:3000, http://localhost:3000", "https://*.shop.example, https://www.shop.example",
            "https://*.shop.example, https://a.b.shop.example", "http://[::1]:8080, http://[::1]:8080",
            "https://*.shop.example:444, https://www.shop.example:444", "*, https://anything.example",
            "capacitor://localhost, capacitor://localhost"})
    void allowTheirPages(String pattern, String origin) {
        assertThat(new Origins(List.of("https://else.example", pattern)).allow(origin)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"https://shop.example, http://shop.example", "https://shop.example, https://www.shop.example",
            "https://shop.example, https://shop.example.evil.example", "https://shop.example, https://shop.example:444",
            "https://shop.example, https://evil-shop.example", "https://*.shop.example, https://shop.example",
            "https://*.shop.example, https://evilshop.example", "https://*.shop.example, https://.shop.example",
            "https://*.shop.example, http://www.shop.example", "https://*.shop.example, https://www.shop.example:444",
            "https://*.shop.example, https://www.shop.example.evil.example", "https://shop.example, null",
            "https://shop.example, ''"})
    void allowNoOthers(String pattern, String origin) {
        assertThat(new Origins(List.of("https://else.example", pattern)).allow(origin)).isFalse();
    }

    @Test
    void withoutAnyAllAreAllowed() {
        assertThat(Origins.ANY.any()).isTrue();
        assertThat(Origins.ANY.allow("https://anything.example")).isTrue();
        assertThat(Origins.ANY.allow("null")).isTrue();
    }

    /// Only browsers send one, always.
    @Test
    void whoSaysNothingIsAllowed() {
        assertThat(new Origins(List.of("https://shop.example")).allow(null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop.example", "https://", "https://shop.example/", "https://shop.example/path",
            "https://Shop.example", "https://*", "https://*shop.example", "https://a.*.example", "**", "//shop.example",
            "https://user@shop.example", "null"})
    void whatIsNoOriginIsRefused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Origins(List.of(pattern)))
                .withMessageStartingWith("origins: expected scheme://host")
                .withMessageEndingWith("got " + pattern);
    }
}
