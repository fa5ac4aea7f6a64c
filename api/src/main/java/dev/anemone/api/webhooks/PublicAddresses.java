package dev.anemone.api.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Tells addresses of the public internet from those that lead into somebody's network (IANA, "IPv4 Special-Purpose
/// Address Registry" and "IPv6 Special-Purpose Address Registry"). Of IPv6, what is not known to be public is not.
final class PublicAddresses {
    /// Networks that are not public although they are IPv4.
    private static final List<Network> NOT_PUBLIC_V4 = networks(
            "00000000/8", // This host and network.
            "0a000000/8", // Private.
            "64400000/10", // Shared by customers of a carrier (CGNAT); some clouds keep metadata there.
            "7f000000/8", // Loopback.
            "a83f8110/32", // The host of a virtual machine on Azure.
            "a9fe0000/16", // Link-local; most clouds keep metadata there.
            "ac100000/12", // Private.
            "c0000000/24", // IETF protocol assignments; Oracle's cloud keeps metadata there.
            "c0000200/24", // Documentation.
            "c0586300/24", // Relays of 6to4.
            "c0a80000/16", // Private.
            "c6120000/15", // Benchmarks.
            "c6336400/24", // Documentation.
            "cb007100/24", // Documentation.
            "e0000000/4", // Multicast.
            "f0000000/4"); // Reserved, and broadcast.

    private static final Network GLOBAL_UNICAST_V6 = Network.of("20000000000000000000000000000000/3");

    /// Networks that are not public although they are global unicast.
    private static final List<Network> NOT_PUBLIC_V6 = networks(
            "20010000000000000000000000000000/23", // IETF protocol assignments, Teredo among them.
            "20010db8000000000000000000000000/32", // Documentation.
            "20020000000000000000000000000000/16", // 6to4: may hold any IPv4 address.
            "3fff0000000000000000000000000000/20"); // Documentation.

    /// IPv4 behind a translator (RFC 6052): the last four bytes are the address.
    private static final Network TRANSLATED = Network.of("0064ff9b000000000000000000000000/96");

    private PublicAddresses() {}

    /// Whether a packet to `address` leaves for the public internet.
    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress(); // IPv4 in IPv6 form is an Inet4Address to Java.
        if (address instanceof Inet4Address) {
            return isPublicV4(bytes);
        }
        if (TRANSLATED.contains(bytes)) {
            return isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
        }
        return GLOBAL_UNICAST_V6.contains(bytes)
                && NOT_PUBLIC_V6.stream().noneMatch(network -> network.contains(bytes));
    }

    private static boolean isPublicV4(byte[] bytes) {
        return NOT_PUBLIC_V4.stream().noneMatch(network -> network.contains(bytes));
    }

    private static List<Network> networks(String... written) {
        return Stream.of(written).map(Network::of).toList();
    }

    /// Addresses that share their first bits.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Network(byte[] first, int bits) {
        /// Reads an address in hex, a slash, and how many of its bits count.
        static Network of(String written) {
            int slash = written.indexOf('/');
            return new Network(HexFormat.of().parseHex(written, 0, slash),
                    Integer.parseInt(written, slash + 1, written.length(), 10));
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(address, 0, whole, first, 0, whole)
                    && (mask == 0 || (address[whole] & mask) == (first[whole] & mask));
        }
    }
}
