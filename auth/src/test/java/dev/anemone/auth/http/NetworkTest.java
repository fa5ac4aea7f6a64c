package dev.anemone.auth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void eachIpv4AddressCountsForItself() {
        assertEquals(of("192.0.2.1"), of("192.0.2.1"));
        assertNotEquals(of("192.0.2.1"), of("192.0.2.2"));
        assertEquals(of("192.0.2.1"), of("::ffff:192.0.2.1"));
    }

    @Test
    void theIpv6AddressesOfOneNetworkCountTogether() {
        assertEquals(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertNotEquals(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assertNotEquals(of("0.0.0.0"), of("::"));
    }

    private static Network of(String address) {
        return Network.of(InetAddress.ofLiteral(address));
    }
}
