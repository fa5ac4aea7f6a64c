package dev.anemone.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.0.0.0", "10.0.0.0/8, 10.255.255.255", "192.0.2.7, 192.0.2.7", "0.0.0.0/0, 203.0.113.9",
            "172.16.0.0/12, 172.31.255.255", "198.51.100.128/25, 198.51.100.255", "2001:db8::/32, 2001:db8:ffff::1",
            "2001:db8::7, 2001:DB8:0:0:0:0:0:7", "fe80::/10, febf::1", "::/0, 2001:db8::1",
            "::ffff:10.0.0.0/104, 10.9.8.7", "10.0.0.0/8, ::ffff:10.1.2.3", "::ffff:192.0.2.7, 192.0.2.7"})
    void holdsTheAddressesOfItsPrefix(String range, String address) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 11.0.0.0", "10.0.0.0/8, 9.255.255.255", "192.0.2.7, 192.0.2.6",
            "172.16.0.0/12, 172.32.0.0", "198.51.100.128/25, 198.51.100.127", "2001:db8::/32, 2001:db9::",
            "2001:db8::7, 2001:db8::8", "fe80::/10, fec0::1", "0.0.0.0/0, 2001:db8::1", "::/0, 192.0.2.7",
            "::ffff:10.0.0.0/104, 11.0.0.0"})
    void holdsNoOthers(String range, String address) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/8", "localhost", "proxy.example", "10", "10.0/8", "010.0.0.1", "10.0.0.256",
            "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "2001:db8::/129", "2001:db8",
            "[2001:db8::7]", "2001:db8:::7", "::ffff:10.0.0.0/95", "10.0.0.0 /8"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected addresses like 10.0.0.0/8")
                .hasMessageEndingWith("got " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "192.0.2.7/31", "2001:db8::1/32"})
    void bitsBehindThePrefixAreAMistake(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .hasMessage("expected a range that starts at its first address, got " + text);
    }
}
