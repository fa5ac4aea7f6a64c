package dev.anemone.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = TrustedProxies.in(List.of("10.0.0.0/8", "2001:db8:1::/48"));
    private static final ForwardingHeaders NOTHING = usual("");

    @Test
    void aPeerThatIsNoProxyIsTheClientWhateverItSays() {
        assertThat(PROXIES.client(peer("192.0.2.7"), new ForwardingHeaders(List.of("for=1.1.1.1;proto=https"),
                List.of("1.1.1.1"), List.of("https")))).isEqualTo(peer("192.0.2.7"));
    }

    @Test
    void withoutProxiesNobodyIsBelieved() {
        assertThat(TrustedProxies.NONE.any()).isFalse();
        assertThat(TrustedProxies.NONE.client(peer("10.0.0.1"), usual("https", "1.1.1.1"))).isEqualTo(peer("10.0.0.1"));
    }

    @Test
    void aProxyThatSaysNothingIsTheClient() {
        assertThat(PROXIES.client(peer("10.0.0.1"), NOTHING)).isEqualTo(peer("10.0.0.1"));
    }

    @Test
    void aProxyNamesItsClientAndHowItCame() {
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("https", "192.0.2.7"))).isEqualTo(client("192.0.2.7", true));
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("http", "192.0.2.7"))).isEqualTo(client("192.0.2.7", false));
        assertThat(PROXIES.client(peer("10.0.0.1"), standard("for=192.0.2.7;proto=https")))
                .isEqualTo(client("192.0.2.7", true));
        assertThat(PROXIES.client(peer("2001:db8:1::9"), usual("HTTPS", "2001:db8:2::1")))
                .isEqualTo(client("2001:db8:2::1", true));
    }

    @Test
    void aProxyMaySayOnlyHowItsClientCame() {
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("https"))).isEqualTo(client("10.0.0.1", true));
    }

    @Test
    void theRightMostAddressThatIsNoProxyIsTheClient() {
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("", "1.1.1.1, 192.0.2.7, 10.0.0.3, 10.0.0.2")))
                .isEqualTo(client("192.0.2.7", false));
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("", "1.1.1.1", "192.0.2.7,10.0.0.3")))
                .isEqualTo(client("192.0.2.7", false));
        assertThat(PROXIES.client(peer("10.0.0.1"), standard("for=1.1.1.1, for=192.0.2.7, for=10.0.0.3")))
                .isEqualTo(client("192.0.2.7", false));
    }

    @Test
    void amongProxiesAloneTheFirstIsTheClient() {
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("", "10.0.0.3, 10.0.0.2")))
                .isEqualTo(client("10.0.0.3", false));
    }

    @Test
    void mappedAddressesAreWhatTheyMap() {
        assertThat(PROXIES.client(peer("::ffff:10.0.0.1"), usual("", "192.0.2.7, ::ffff:10.0.0.2")))
                .isEqualTo(client("192.0.2.7", false));
    }

    @Test
    void portsAreKeptWhereTheyAreSaid() {
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("", "192.0.2.7:4711")).address().getPort()).isEqualTo(4711);
        assertThat(PROXIES.client(peer("10.0.0.1"), standard("for=\"[2001:db8:2::1]:4712\"")).address())
                .isEqualTo(new InetSocketAddress("2001:db8:2::1", 4712));
    }

    /// The protocol that counts is the client's, not that of a hop between proxies.
    @Test
    void eachHopHasItsOwnProtocol() {
        assertThat(PROXIES.client(peer("10.0.0.1"), standard("for=192.0.2.7;proto=http, for=10.0.0.2;proto=https"))
                .secure()).isFalse();
        assertThat(PROXIES.client(peer("10.0.0.1"), standard("for=192.0.2.7, for=10.0.0.2;proto=https")).secure())
                .isFalse();
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("https, http", "192.0.2.7, 10.0.0.2")).secure()).isTrue();
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("https", "192.0.2.7, 10.0.0.2")).secure()).isTrue();
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("https, http", "192.0.2.7")).secure()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "_hidden", "", "localhost", "192.0.2.7.example", "192.0.2.300", "[192.0.2.7]",
            "192.0.2.7:99999", "3221225991"})
    void aClientThatIsNotNamedIsKnownByItsProxy(String nobody) {
        assertThat(PROXIES.client(peer("10.0.0.1"), usual("https", "1.1.1.1," + nobody + ",10.0.0.2")))
                .isEqualTo(client("10.0.0.2", true));
    }

    @Test
    void twoHeadersThatNameTwoClientsAreBothNotBelieved() {
        assertThat(PROXIES.client(peer("10.0.0.1"), new ForwardingHeaders(List.of("for=1.1.1.1;proto=https"),
                List.of("192.0.2.7"), List.of("http")))).isEqualTo(peer("10.0.0.1"));
        assertThat(PROXIES.client(peer("10.0.0.1"), new ForwardingHeaders(List.of("for=192.0.2.7;proto=https"),
                List.of("192.0.2.7"), List.of("https")))).isEqualTo(client("192.0.2.7", true));
    }

    @Test
    void twoHeadersMustAgreeThatItWasTls() {
        assertThat(PROXIES.client(peer("10.0.0.1"), new ForwardingHeaders(List.of("for=192.0.2.7;proto=https"),
                List.of("192.0.2.7"), List.of("http")))).isEqualTo(client("192.0.2.7", false));
        assertThat(PROXIES.client(peer("10.0.0.1"), new ForwardingHeaders(List.of("for=192.0.2.7;proto=https"),
                List.of("192.0.2.7"), List.of()))).isEqualTo(client("192.0.2.7", false));
    }

    @Test
    void aMalformedHeaderIsNotBelieved() {
        assertThat(PROXIES.client(peer("10.0.0.1"), standard("for=192.0.2.7;proto=https, for=\"")))
                .isEqualTo(peer("10.0.0.1"));
    }

    private static ForwardingHeaders usual(String proto, String... forwardedFor) {
        return new ForwardingHeaders(List.of(), List.of(forwardedFor), proto.isEmpty() ? List.of() : List.of(proto));
    }

    private static ForwardingHeaders standard(String forwarded) {
        return new ForwardingHeaders(List.of(forwarded), List.of(), List.of());
    }

    private static Client peer(String address) {
        return client(address, false);
    }

    private static Client client(String address, boolean secure) {
        return new Client(new InetSocketAddress(InetAddress.ofLiteral(address), 0), secure);
    }
}
