package dev.anemone.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of RFC 7239, and what it forbids.
class ForwardedHeaderTest {
    @Test
    void elementsAreHopsInOrder() {
        assertThat(parse("for=192.0.2.43, for=\"[2001:db8:cafe::17]\";proto=https"))
                .containsExactly(new Hop("192.0.2.43", ""), new Hop("[2001:db8:cafe::17]", "https"));
    }

    @Test
    void linesContinueEachOther() {
        assertThat(parse("for=192.0.2.43", "for=198.51.100.17;by=203.0.113.60;proto=http;host=example.com"))
                .containsExactly(new Hop("192.0.2.43", ""), new Hop("198.51.100.17", "http"));
    }

    @Test
    void namesAreCaseInsensitiveAndValuesMayBeQuoted() {
        assertThat(parse("For=\"[2001:db8:cafe::17]:4711\"; PROTO=\"ht\\tps\""))
                .containsExactly(new Hop("[2001:db8:cafe::17]:4711", "https"));
    }

    @Test
    void separatorsInQuotesSeparateNothing() {
        assertThat(parse("for=\"a,for=b;proto=https\", for=_c"))
                .containsExactly(new Hop("a,for=b;proto=https", ""), new Hop("_c", ""));
    }

    @Test
    void elementsMaySayNothing() {
        assertThat(parse("", "for=_a,,for=_b;")).containsExactly(new Hop("", ""), new Hop("_a", ""), new Hop("", ""),
                new Hop("_b", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"for", "for=", "for=192.0.2.43:80", "for=\"192.0.2.43", "for=a b", "for=a;for=b", "=a",
            "for=[2001:db8::1]", "for=\"a\"b", "for==a"})
    void whatIsMalformedSaysNothingAtAll(String line) {
        assertThat(ForwardedHeader.parse(List.of("for=192.0.2.1", line))).isEmpty();
    }

    /// As long as a request's headers may be, and made to keep a reader busy.
    @Test
    @Timeout(30)
    void whateverItsLengthItIsReadOnce() {
        String spaces = " ".repeat(60_000);
        String quoted = "\\a".repeat(30_000);

        assertThat(ForwardedHeader.parse(List.of("for=_a," + spaces + "@"))).isEmpty();
        assertThat(ForwardedHeader.parse(List.of("a".repeat(60_000)))).isEmpty();
        assertThat(ForwardedHeader.parse(List.of("for=\"" + quoted))).isEmpty();
        assertThat(parse("for=\"" + quoted + "\"")).containsExactly(new Hop("a".repeat(30_000), ""));
    }

    private static List<Hop> parse(String... lines) {
        return ForwardedHeader.parse(List.of(lines)).orElseThrow();
    }
}
